// <input type=color data-color="#hex"> and the text field with that id follow each other, and with
// them <svg data-shows="#hex">. What is no colour yet is left as it was typed.

const COLOR = /^#[0-9a-f]{6}$/i;

export function pickColors(root) {
  for (const picker of root.querySelectorAll("input[type=color][data-color]")) {
    const hex = document.querySelector(picker.dataset.color);
    const shown = document.querySelectorAll(`[data-shows="${picker.dataset.color}"] circle`);
    const show = () => shown.forEach((dot) => dot.setAttribute("fill", picker.value));
    picker.addEventListener("input", () => {
      hex.value = picker.value;
      show();
    });
    hex.addEventListener("input", () => {
      const typed = hex.value.trim();
      if (!COLOR.test(typed)) return;
      picker.value = typed;
      show();
    });
  }
}
