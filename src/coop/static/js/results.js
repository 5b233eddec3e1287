// Results swapped in place: the old ones are marked busy; then the new count is spoken and the focus kept, or a line offers to try again.
{
  let region;
  const announce = (words) => {
    if (!region?.isConnected) {
      region = document.createElement("p");
      region.className = "unseen";
      region.setAttribute("role", "status");
      document.body.append(region);
    }
    region.textContent = words;
  };
  const calm = () => {
    for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  };
  const failed = () => {
    calm();
    const line = document.querySelector("[data-failed]");
    if (!line) return;
    line.hidden = false;
    announce(line.textContent);
  };

  // Fields left empty have no place in the address.
  document.addEventListener("htmx:config:request", (event) => {
    const { method, body } = event.detail.ctx.request;
    if (method !== "GET" || !body?.keys) return;
    for (const name of new Set(body.keys())) {
      const values = body.getAll(name).filter((value) => value !== "");
      body.delete(name);
      for (const value of values) body.append(name, value);
    }
  });
  document.addEventListener("htmx:before:request", (event) => {
    event.detail?.ctx?.target?.setAttribute?.("aria-busy", "true");
  });
  document.addEventListener("htmx:error", failed);
  document.addEventListener("htmx:before:swap", (event) => {
    if (event.detail.ctx.response?.status < 400) return;
    event.preventDefault();
    failed();
  });
  document.addEventListener("htmx:after:swap", () => {
    calm();
    // A choice somebody made before keeps its place when the choices around it change: the answer says which one stands.
    for (const chosen of document.querySelectorAll("#filters option[selected]")) chosen.selected = true;
    const heading = document.getElementById("results");
    if (!heading) return;
    announce(heading.textContent);
    if (document.activeElement === document.body) heading.focus({ preventScroll: true });
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-retry]")) document.querySelector("form[hx-get]")?.requestSubmit();
  });
}
