// <button data-copy="#secret" hidden>: copies what stands there. Without scripts one press on the
// text selects all of it.

export function copyText(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.querySelector(button.dataset.copy);
      getSelection().selectAllChildren(text);
      await navigator.clipboard?.writeText(text.textContent).then(() => {
        button.textContent = "Copied";
      });
    });
  }
}
