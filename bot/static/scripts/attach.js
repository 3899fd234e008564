// <input type="file" data-attach="{kind: bytes}">: says how large the chosen file is, and before it is
// sent that it is too large.

const MEGABYTE = 1024 * 1024;

export function tellOfFile(root) {
  for (const input of root.querySelectorAll("input[data-attach]")) {
    const largest = JSON.parse(input.dataset.attach);
    const told = document.createElement("div");
    told.className = "form-text";
    told.setAttribute("role", "status");
    input.after(told);
    const plain = input.form.elements.as_document;
    const tell = (event) => {
      const [file] = input.files;
      const others = event?.detail > 1 ? ". One file goes at a time: send the others after it." : "";
      told.textContent = file ? `${file.name}, ${size(file.size)}${others}` : "";
      input.setCustomValidity(file ? complaint(file, largest, plain?.checked) : "");
    };
    input.addEventListener("change", tell);
    plain?.addEventListener("change", tell);
    tell();
  }
}

function complaint(file, largest, plain) {
  const [first] = file.type.split("/");
  const kind = !plain && first in largest ? first : "document";
  // What a file is, the server finds out: of what could be a document that is the limit.
  const most = PICTURES.includes(file.type) || first !== "image" ? largest[kind] : largest.document;
  if (file.size <= most) return "";
  return `This file has ${size(file.size)}, ${most / MEGABYTE} MB are taken: make it smaller.`;
}

const PICTURES = ["image/jpeg", "image/png"];

function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < MEGABYTE ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
