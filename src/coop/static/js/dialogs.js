// Dialogs: a link that leads to a page which asks becomes a button that asks here.
{
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog) return;
      event.preventDefault();
      dialog.showModal();
      return;
    }
    const closer = event.target.closest?.("[data-close]");
    if (closer) closer.closest("dialog").close();
    else if (event.target.matches?.("dialog")) event.target.close();
  });
}
