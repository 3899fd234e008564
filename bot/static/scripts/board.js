// <form data-board>: a [data-card] that is dragged onto a [data-column] is chosen and sent there. The
// same is done by the card's own radio, the list of columns and the button under the board.

export function moveCards(root) {
  for (const form of root.querySelectorAll("form[data-board]")) {
    let dragged = null;
    const over = (event) => dragged && event.target.closest("[data-column]");
    const mark = (column) => {
      for (const one of form.querySelectorAll(".lane-over")) one.classList.remove("lane-over");
      column?.classList.add("lane-over");
    };
    form.addEventListener("dragstart", (event) => {
      dragged = event.target.closest("[data-card]");
      dragged?.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
    });
    form.addEventListener("dragover", (event) => {
      const column = over(event);
      if (!column) return;
      event.preventDefault();
      mark(column);
    });
    form.addEventListener("drop", (event) => {
      const column = over(event);
      if (!column) return;
      event.preventDefault();
      if (dragged.dataset.card.endsWith(`-${column.dataset.column}`)) return;
      dragged.querySelector("input[name=card]").checked = true;
      form.elements.to.value = column.dataset.column;
      form.requestSubmit();
    });
    form.addEventListener("dragend", () => {
      dragged?.classList.remove("dragged");
      dragged = null;
      mark(null);
    });
  }
}
