// A file that is pasted into a form with <input type="file" data-attach>, or dropped on the section
// around it, is chosen there; the first of several.

const FIELD = "input[data-attach]";

export function takeFiles(root) {
  root.addEventListener("paste", (event) => {
    const field = event.target.closest?.("form")?.querySelector(FIELD);
    const { files, types } = event.clipboardData;
    // What is copied from a document comes as a picture, too: the words are meant.
    if (!field || !files.length || types.includes("text/plain")) return;
    event.preventDefault();
    choose(field, files);
  });
  root.addEventListener("dragover", (event) => {
    const field = below(event);
    if (!field) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  root.addEventListener("drop", (event) => {
    const field = below(event);
    if (!field) return;
    event.preventDefault(); // The browser would leave the page for the file.
    choose(field, event.dataTransfer.files);
  });
}

function below(event) {
  if (!event.dataTransfer?.types.includes("Files")) return null;
  const { target } = event; // A text, in some browsers.
  return (target.closest ? target : target.parentElement)?.closest("section")?.querySelector(FIELD);
}

function choose(field, files) {
  const [file] = files;
  if (!file) return;
  const chosen = new DataTransfer();
  chosen.items.add(file);
  field.files = chosen.files;
  for (let one = field.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  field.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: files.length }));
  field.form.querySelector("textarea")?.focus();
}
