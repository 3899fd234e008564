// <form data-change>: is sent as soon as something is chosen in it; its button is for pages without
// scripts.

export function sendOnChange(root) {
  for (const form of root.querySelectorAll("form[data-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }
}
