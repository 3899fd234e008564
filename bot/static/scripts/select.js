// <input type=checkbox data-select="name">: checks and unchecks all boxes of that name in its form.
// <span data-count="name">: says how many are checked.

export function selectAll(root) {
  for (const all of root.querySelectorAll("input[data-select]")) {
    const boxes = () => [...all.form.querySelectorAll(`input[name="${all.dataset.select}"]`)];
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      count(all.form, all.dataset.select);
    });
    all.form.addEventListener("change", (event) => {
      if (event.target.name !== all.dataset.select) return;
      const checked = boxes().filter((box) => box.checked).length;
      all.checked = checked > 0 && checked === boxes().length;
      all.indeterminate = checked > 0 && !all.checked;
      count(all.form, all.dataset.select);
    });
    addEventListener("pageshow", () => count(all.form, all.dataset.select)); // Kept by "back".
  }
}

function count(form, name) {
  const checked = form.querySelectorAll(`input[name="${name}"]:checked`).length;
  for (const place of form.querySelectorAll(`[data-count="${name}"]`)) {
    place.textContent = checked ? `${checked} ticked` : "";
  }
}
