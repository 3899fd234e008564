// What scripts add to pages that work without them. Each file looks for its own attribute.
import { filterAsOneTypes } from "./filter.js";
import { keepLive } from "./live.js";
import { hideColumns } from "./columns.js";
import { orderByDrag } from "./order.js";
import { sendOnChange } from "./change.js";
import { selectAll } from "./select.js";

document.documentElement.classList.add("scripted");
for (const start of [filterAsOneTypes, keepLive, hideColumns, orderByDrag, sendOnChange, selectAll]) {
  start(document);
}
