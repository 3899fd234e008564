// A form that was sent is not sent again by a second press while the answer is awaited. The
// server does it once anyway (bot/pages/once.py): this only spares it the work.

const LONG = 5000;

export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, LONG); // What came was a file, or nothing.
  });
  // The page is shown once more, as it was left.
  addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}
