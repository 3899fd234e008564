// <form data-change>: is sent as soon as something is chosen in it; its button is for pages without
// scripts, and for what is typed.

// <select data-press="id">: choosing presses that button of the form, for pages that show something
// else then and keep what is typed.

export function sendOnChange(root) {
  for (const form of root.querySelectorAll("form[data-change]")) {
    form.addEventListener("change", (event) => {
      if (event.target.type !== "search") form.requestSubmit();
    });
  }
  for (const select of root.querySelectorAll("select[data-press]")) {
    const button = document.getElementById(select.dataset.press);
    select.addEventListener("change", () => select.form.requestSubmit(button));
  }
}
