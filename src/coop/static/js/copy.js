// The copy button: shown only where the browser can copy; the word on it says that it is done.
{
  const ready = (root) => {
    if (!navigator.clipboard) return;
    for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    const word = button.querySelector("span");
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      return;
    }
    button.dataset.word ??= word.textContent;
    word.textContent = button.dataset.done;
    setTimeout(() => { word.textContent = button.dataset.word; }, 2000);
  });

  ready(document);
  document.addEventListener("htmx:after:swap", () => ready(document));
}
