// <form data-change>: is sent as soon as something is chosen in it; its button is for pages without
// scripts, and for what is typed.

export function sendOnChange(root) {
  for (const form of root.querySelectorAll("form[data-change]")) {
    form.addEventListener("change", (event) => {
      if (event.target.type !== "search") form.requestSubmit();
    });
  }
}
