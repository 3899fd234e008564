// <input type=checkbox data-select="name">: checks and unchecks all boxes of that name in its form.

export function selectAll(root) {
  for (const all of root.querySelectorAll("input[data-select]")) {
    const boxes = () => [...all.form.querySelectorAll(`input[name="${all.dataset.select}"]`)];
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
    });
    all.form.addEventListener("change", (event) => {
      if (event.target.name !== all.dataset.select) return;
      const checked = boxes().filter((box) => box.checked).length;
      all.checked = checked > 0 && checked === boxes().length;
      all.indeterminate = checked > 0 && !all.checked;
    });
  }
}
