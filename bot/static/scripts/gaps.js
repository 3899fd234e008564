// <select data-suggests="input's id">: the input offers the names that go with what is chosen, from
// <datalist id="known-…">. <select data-valued="input's id">: a comparison that takes no value puts
// the input out of use.

const VALUELESS = ["set", "not_set"];

export function fillGaps(root) {
  for (const select of root.querySelectorAll("select[data-suggests]")) {
    const input = document.getElementById(select.dataset.suggests);
    const offer = () => {
      const names = document.getElementById(`known-${select.value}`);
      if (names) input.setAttribute("list", names.id);
      else input.removeAttribute("list");
    };
    select.addEventListener("change", offer);
    offer();
  }
  for (const select of root.querySelectorAll("select[data-valued]")) {
    const input = document.getElementById(select.dataset.valued);
    const use = () => {
      input.disabled = VALUELESS.includes(select.value);
    };
    select.addEventListener("change", use);
    use();
  }
}
