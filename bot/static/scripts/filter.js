// <input data-filter="#table">: leaves the rows that hold what was typed. Without scripts the form
// around the input asks the server.

export function filterAsOneTypes(root) {
  for (const input of root.querySelectorAll("input[data-filter]")) {
    const rows = () => document.querySelectorAll(`${input.dataset.filter} tbody tr`);
    const empty = document.querySelector(`${input.dataset.filter} + .no-rows`);
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLocaleLowerCase();
      let left = 0;
      for (const row of rows()) {
        row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
        left += row.hidden ? 0 : 1;
      }
      if (empty) empty.hidden = left > 0;
    });
  }
}
