// Keeps the chat fresh and sends the page's forms without reloading it. Without this file all of it works by reloads.

const phone = document.querySelector(".phone");
const chat = document.querySelector(".chat");
const notice = document.querySelector("#notice");
const compose = document.querySelector("[data-compose]");
const wide = matchMedia("(min-width: 44rem)");
const EVERY_MS = 700;
let etag = "";
let hush;

// The chat

async function refresh() {
  const answer = await fetch(phone.dataset.chat, { headers: etag ? { "If-None-Match": etag } : {} });
  if (answer.status === 200) {
    etag = answer.headers.get("ETag") ?? "";
    show(await answer.text());
  }
  if (Number(chat.firstElementChild.dataset.unseen) && document.visibilityState === "visible") {
    await post(phone.dataset.read, {});
  }
}

async function poll() {
  try {
    if (document.visibilityState === "visible") await refresh();
  } catch {
    tell("Usher does not answer. Trying again …");
  } finally {
    setTimeout(poll, EVERY_MS);
  }
}

// Replaces only what changed, so that an open menu or the keyboard's place survives.
function show(html) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  morph(document.querySelector(".findings"), answer.querySelector(".findings"));
  const fresh = answer.querySelector(".bubbles");
  const list = chat.querySelector(".bubbles");
  list.dataset.unseen = fresh.dataset.unseen;
  const refusal = fresh.dataset.refusal;
  if (refusal) tell(`Usher has not taken the latest webhook (${refusal}). Meta tries again …`);
  else if (notice.dataset.waiting) notice.hidden = true;
  notice.dataset.waiting = refusal;
  const ids = new Set([...fresh.children].map((item) => item.id));
  for (const item of [...list.children]) if (!ids.has(item.id)) item.remove();
  [...fresh.children].forEach((item, index) => place(list, item, index));
}

function place(list, item, index) {
  localise(item);
  const shown = document.getElementById(item.id);
  if (shown) return morph(shown, item);
  item.classList.add("fresh");
  list.insertBefore(item, list.children[index] ?? null);
}

function morph(shown, fresh) {
  if (shown.isEqualNode(fresh)) return;
  const [parts, freshParts] = [[...shown.childNodes], [...fresh.childNodes]];
  if (shown.nodeName !== fresh.nodeName || !parts.length || parts.length !== freshParts.length) {
    shown.replaceWith(fresh);
  } else {
    for (const { name, value } of fresh.attributes) shown.setAttribute(name, value);
    parts.forEach((part, index) => morph(part, freshParts[index]));
  }
}

function localise(root) {
  for (const time of root.querySelectorAll("time")) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  }
}

// The chat is laid out from its end: there, scrollTop is 0.
function toEnd() {
  chat.scrollTop = 0;
}

// The forms

async function post(url, body) {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
}

async function act(form) {
  const answer = await post(form.action, Object.fromEntries(new FormData(form)));
  if (!answer.ok) return tell(await reason(answer));
  notice.hidden = true;
  closeMenus();
  if (form === compose) {
    form.reset();
    if (form.elements.reply_to) location.assign(document.querySelector(".replying a").href);
  }
  await refresh();
  toEnd();
}

async function save(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  tell(answer.ok ? "Meta behaves like that from now on." : await reason(answer), answer.ok);
}

async function reason(answer) {
  try {
    const { error } = await answer.json();
    return typeof error === "string" ? error : JSON.stringify(error);
  } catch {
    return `That did not work (HTTP ${answer.status}).`;
  }
}

function tell(text, good = false) {
  notice.textContent = text;
  notice.hidden = false;
  notice.classList.toggle("good", good);
  clearTimeout(hush);
  if (good) hush = setTimeout(() => (notice.hidden = true), 2500);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll(".phone details[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-act], [data-save]")) return;
  event.preventDefault();
  const sent = event.target.matches("[data-act]") ? act(event.target) : save(event.target);
  sent.catch(() => tell("Usher does not answer."));
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-save]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector(".phone details[open] > summary");
    closeMenus();
    open?.focus();
  }
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === compose.elements.text) {
    event.preventDefault();
    compose.requestSubmit();
  }
});

localise(document);
if (wide.matches) compose.elements.text.focus();
poll();
