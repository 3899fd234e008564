// <div data-in-place>: forms in it are sent without leaving the page: nobody loses their place, what
// they were typing, or what plays. The server answers with the whole page, as it does without
// scripts; of it the [data-part]s that have an id are put in the place of those that are here.
import { tellOfFile } from "./attach.js";
import { sendOnChange } from "./change.js";
import { keepDrafts, forgetDraft } from "./draft.js";
import { replace } from "./live.js";

const LOST =
  "This was not done: the server cannot be reached, or you are not signed in any more. " +
  "What you typed is still here: try again, or open the page anew.";
const STARTS = [sendOnChange, keepDrafts, sendByKey, tellOfFile];

export function sendInPlace(root) {
  for (const place of root.querySelectorAll("[data-in-place]")) {
    sendByKey(place);
    place.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.method !== "post" || event.defaultPrevented) return;
      event.preventDefault();
      if (place.dataset.busy) return; // A second press of the same.
      place.dataset.busy = "yes";
      send(form, event.submitter).finally(() => delete place.dataset.busy);
    });
  }
}

// Ctrl+Enter, or the same with the command key.
function sendByKey(root) {
  for (const box of root.querySelectorAll("textarea[data-draft]")) {
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      box.form.requestSubmit();
    });
  }
}

async function send(form, submitter) {
  const held = place(document.activeElement);
  try {
    const given = new FormData(form, submitter);
    const body = form.enctype === "multipart/form-data" ? given : new URLSearchParams(given);
    const answer = await fetch(form.action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-in-place]")) throw new Error("another page");
    if (answer.ok) form.querySelectorAll("[data-draft]").forEach(forgetDraft);
    history.replaceState(null, "", answer.ok ? answer.url : location.href);
    show(page, answer.ok ? form : null);
  } catch {
    complain(LOST);
  }
  held()?.focus({ preventScroll: true });
}

// Where the hand was, to be found again when the page is another.
function place(element) {
  const form = element?.form ?? element?.closest("form");
  const action = form?.getAttribute("action");
  const part = element?.closest("[data-part]")?.id;
  return () => {
    if (element?.isConnected) return element;
    const forms = [...document.querySelectorAll(`form[action="${CSS.escape(action ?? "")}"]`)];
    const again = element?.id && document.getElementById(element.id);
    const first = forms[0]?.querySelector("textarea, select, button");
    return again || first || (part ? document.getElementById(part) : null);
  };
}

function show(page, done) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    if (!fresh) continue;
    if ("live" in part.dataset) part.dataset.live = fresh.dataset.live ?? part.dataset.live;
    const begun = unsent(part, done);
    replace(part, fresh.innerHTML);
    begun(part);
    for (const start of STARTS) start(part);
  }
  draw(page);
  const end = document.querySelector(".thread-scroll");
  if (end) end.scrollTop = 0; // It is read from its end.
  document.querySelector("#told .alert:not(.alert-success)")?.scrollIntoView({ block: "nearest" });
}

// What was begun in other forms stays in them, and what was unfolded stays open.
function unsent(part, done) {
  const typed = "textarea, input:not([type=hidden])";
  const begun = [...part.querySelectorAll(typed)]
    .filter((one) => one.form && one.form !== done && one.value !== one.defaultValue)
    .map((one) => [one.form.getAttribute("action"), one.name, one.value, one.files]);
  const open = [...part.querySelectorAll("details[open]")].filter((one) => !one.contains(done));
  const titles = open.map(title);
  return (fresh) => {
    for (const [action, name, value, files] of begun) {
      const field = fresh.querySelector(`form[action="${CSS.escape(action)}"]`)?.elements[name];
      if (field && files) field.files = files;
      else if (field) field.value = value;
    }
    for (const one of fresh.querySelectorAll("details")) {
      if (titles.includes(title(one))) one.open = true;
    }
  };
}

function title(details) {
  return details.querySelector("summary")?.textContent.trim();
}

// Icons that this page had no need of before.
function draw(page) {
  const here = document.querySelector("body > .drawings");
  for (const one of page.querySelectorAll("body > .drawings > symbol")) {
    if (here && !document.getElementById(one.id)) here.append(document.importNode(one, true));
  }
}

function complain(text) {
  const told = document.getElementById("told");
  const alert = document.createElement("div");
  alert.className = "alert alert-danger py-2";
  alert.textContent = text;
  told.replaceChildren(alert);
  told.scrollIntoView({ block: "nearest" });
}
