// What scripts add to pages that work without them. Each file looks for its own attribute.
import { filterAsOneTypes } from "./filter.js";
import { keepLive } from "./live.js";
import { hideColumns } from "./columns.js";
import { orderByDrag } from "./order.js";
import { sendOnChange } from "./change.js";
import { selectAll } from "./select.js";
import { keepOne } from "./keep-one.js";
import { pickColors } from "./color.js";
import { copyText } from "./copy.js";
import { fillGaps } from "./gaps.js";
import { moveCards } from "./board.js";
import { proposeZone } from "./zone.js";
import { keepDrafts } from "./draft.js";
import { sendInPlace } from "./in-place.js";
import { tellOfFile } from "./attach.js";
import { takeFiles } from "./drop.js";
import { sendOnce } from "./once.js";
import { tellNews } from "./news.js";

document.documentElement.classList.add("scripted");
const STARTS = [
  ...[filterAsOneTypes, keepLive, hideColumns, orderByDrag, sendOnChange, selectAll],
  ...[keepOne, pickColors, copyText, fillGaps, moveCards, proposeZone, keepDrafts],
  ...[sendInPlace, tellOfFile, takeFiles, sendOnce, tellNews],
];
for (const start of STARTS) start(document);
