// <input type=checkbox data-keep-one>, several of one name: the last that is checked stays so.

export function keepOne(root) {
  for (const box of root.querySelectorAll("input[data-keep-one]")) {
    box.addEventListener("change", () => {
      const all = [...box.form.querySelectorAll(`input[name="${box.name}"]`)];
      if (all.some((one) => one.checked)) return box.setCustomValidity("");
      box.checked = true;
      box.setCustomValidity("At least one stays: choose another first.");
      box.reportValidity();
      box.setCustomValidity("");
    });
  }
}
