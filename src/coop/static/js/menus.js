// Menus: one open at a time, closed by Escape (focus goes back to the button) or by a click elsewhere.
{
  const open = () => [...document.querySelectorAll("details.pop[open]")];

  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const inner = open().at(-1) ?? document.querySelector("details.menu[open]");
    if (!inner) return;
    inner.open = false;
    inner.querySelector("summary").focus();
  });

  document.addEventListener("toggle", (event) => {
    if (!event.target.matches?.("details.pop") || !event.target.open) return;
    for (const menu of open()) if (menu !== event.target && !menu.contains(event.target)) menu.open = false;
  }, true);
}
