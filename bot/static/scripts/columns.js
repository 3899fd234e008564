// <form data-columns="#table"> of checkboxes whose values are column names; cells carry
// data-column. What is unchecked is hidden, and remembered on this device.

export function hideColumns(root) {
  for (const form of root.querySelectorAll("form[data-columns]")) {
    const table = document.querySelector(form.dataset.columns);
    const key = `columns:${location.pathname}${form.dataset.columns}`;
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept) for (const box of boxes) box.checked = !kept.includes(box.value);
    const show = () => {
      for (const box of boxes) {
        for (const cell of table.querySelectorAll(`[data-column="${box.value}"]`)) {
          cell.hidden = !box.checked;
        }
      }
    };
    form.addEventListener("change", () => {
      const hidden = boxes.filter((box) => !box.checked).map((box) => box.value);
      localStorage.setItem(key, JSON.stringify(hidden));
      show();
    });
    show();
  }
}
