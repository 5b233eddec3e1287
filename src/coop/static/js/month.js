// The month by keys: arrows between its days, PageUp and PageDown between months, T for today. Only while the focus is in it.
{
  document.addEventListener("keydown", (event) => {
    const month = event.target.closest?.("table.month");
    if (!month || event.ctrlKey || event.altKey || event.metaKey) return;
    const go = (selector) => document.querySelector(selector)?.click();
    if (event.key === "PageUp") return event.preventDefault(), go(".month-nav [rel=prev]");
    if (event.key === "PageDown") return event.preventDefault(), go(".month-nav [rel=next]");
    if (event.key === "t" || event.key === "T") return go(".month-nav li:nth-child(2) a");
    const turn = document.documentElement.dir === "rtl" ? -1 : 1;
    const step = { ArrowRight: turn, ArrowLeft: -turn, ArrowDown: 7, ArrowUp: -7 }[event.key];
    const here = event.target.closest("td.day");
    if (!step || !here) return;
    event.preventDefault();
    const days = [...month.querySelectorAll("td.day")];
    for (let at = days.indexOf(here) + step; at >= 0 && at < days.length; at += step) {
      const link = days[at].querySelector("a");
      if (link) return link.focus();
    }
  });
}
