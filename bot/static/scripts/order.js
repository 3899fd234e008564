// <form data-order> with children [data-id]: dragged into another order, the form is sent with the
// ids in `order`, in their new order. By keyboard and without scripts: the buttons up and down.

export function orderByDrag(root) {
  for (const form of root.querySelectorAll("form[data-order]")) {
    const list = form.querySelector("[data-list]") ?? form;
    let dragged = null;
    for (const item of list.querySelectorAll("[data-id]")) item.draggable = true;
    list.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("[data-id]");
      dragged?.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
    });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("[data-id]");
      if (!dragged || !over || over === dragged) return;
      event.preventDefault();
      const box = over.getBoundingClientRect();
      const after = event.clientY > box.top + box.height / 2;
      over.parentNode.insertBefore(dragged, after ? over.nextSibling : over);
    });
    list.addEventListener("drop", (event) => event.preventDefault());
    list.addEventListener("dragend", () => {
      dragged?.classList.remove("dragged");
      dragged = null;
      const ids = [...list.querySelectorAll("[data-id]")].map((item) => item.dataset.id);
      if (ids.join() === form.elements.order.value) return;
      form.elements.order.value = ids.join();
      form.requestSubmit(form.querySelector("[data-send]"));
    });
  }
}
