// <textarea data-draft="key">: what is typed is there again when one comes back to the page, in this
// tab of the browser, until it was sent.

export function keepDrafts(root) {
  for (const box of root.querySelectorAll("textarea[data-draft]")) {
    const kept = sessionStorage.getItem(key(box));
    if (kept && !box.value) box.value = kept;
    box.addEventListener("input", () => {
      if (box.value.trim()) sessionStorage.setItem(key(box), box.value);
      else forgetDraft(box);
    });
    box.form.addEventListener("submit", (event) => {
      queueMicrotask(() => event.defaultPrevented || forgetDraft(box)); // The page is left.
    });
  }
}

export function forgetDraft(box) {
  sessionStorage.removeItem(key(box));
}

function key(box) {
  return `draft:${box.dataset.draft}`;
}
