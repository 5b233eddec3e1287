// Forms: focus the summary of errors, warn before what was typed is lost, send once.
{
  document.querySelector("[data-focus]")?.focus();

  for (const form of document.querySelectorAll("form[data-guard]")) {
    const typed = () => new URLSearchParams(new FormData(form)).toString();
    const note = form.querySelector("[data-unsaved]");
    const before = form.hasAttribute("data-changed") ? null : typed();
    let sent = false;
    const changed = () => typed() !== before;

    form.addEventListener("input", () => { if (note) note.hidden = !changed(); });
    form.addEventListener("submit", () => { sent = true; });
    window.addEventListener("beforeunload", (event) => {
      if (!sent && changed()) event.preventDefault();
    });
    window.addEventListener("pageshow", () => { sent = false; });
  }

  // A second click on a slow line must not send a form twice. The button still counts in the first sending.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sending) return event.preventDefault();
    form.dataset.sending = "yes";
    setTimeout(() => { delete form.dataset.sending; }, 4000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  });
}
