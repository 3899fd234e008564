// Keeps the phones fresh and sends the page's forms without reloading it. Without this file all of it works by reloads.

const EVERY_MS = 700;
const wide = matchMedia("(min-width: 44rem)");

// One phone, with what Usher made of its owner under it. Each asks for itself, so that none waits for another.
class Phone {
  constructor(station) {
    this.station = station;
    this.chat = station.querySelector(".chat");
    this.notice = new Notice(station.querySelector(".notice"));
    this.compose = station.querySelector("[data-compose]");
    this.etag = "";
    localise(station);
  }

  async poll() {
    try {
      if (document.visibilityState === "visible") await this.refresh();
    } catch {
      this.notice.tell("Usher does not answer. Trying again …");
    } finally {
      setTimeout(() => this.poll(), EVERY_MS);
    }
  }

  async refresh() {
    const answer = await fetch(this.station.dataset.chat, { headers: this.etag ? { "If-None-Match": this.etag } : {} });
    if (answer.status === 200) {
      this.etag = answer.headers.get("ETag") ?? "";
      this.show(await answer.text());
    }
    const unseen = Number(this.chat.firstElementChild.dataset.unseen);
    if (unseen && document.visibilityState === "visible") await post(this.station.dataset.read, {});
  }

  // Replaces only what changed, so that an open menu or the keyboard's place survives.
  show(html) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    morph(this.station.querySelector(".findings"), answer.querySelector(".findings"));
    const fresh = answer.querySelector(".bubbles");
    const list = this.chat.querySelector(".bubbles");
    list.dataset.unseen = fresh.dataset.unseen;
    this.notice.waitFor(fresh.dataset.refusal);
    const ids = new Set([...fresh.children].map((item) => item.id));
    for (const item of [...list.children]) if (!ids.has(item.id)) item.remove();
    [...fresh.children].forEach((item, index) => place(list, item, index));
  }

  async act(form) {
    const answer = await post(form.action, Object.fromEntries(new FormData(form)));
    if (!answer.ok) return this.notice.tell(await reason(answer));
    this.notice.hide();
    closeMenus();
    if (form === this.compose) {
      form.reset();
      if (form.elements.reply_to) location.assign(this.station.querySelector(".replying a").href);
    }
    await this.refresh();
    this.chat.scrollTop = 0; // The chat is laid out from its end.
  }
}

class Notice {
  constructor(line) {
    this.line = line;
  }

  tell(text, good = false) {
    this.line.textContent = text;
    this.line.hidden = false;
    this.line.classList.toggle("good", good);
    clearTimeout(this.hush);
    if (good) this.hush = setTimeout(() => this.hide(), 2500);
  }

  waitFor(refusal) {
    if (refusal) this.tell(`Usher has not taken the latest webhook (${refusal}). Meta tries again …`);
    else if (this.waiting) this.hide();
    this.waiting = refusal;
  }

  hide() {
    this.line.hidden = true;
  }
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

async function post(url, body) {
  return fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
}

async function save(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  saved.tell(answer.ok ? "Meta behaves like that from now on." : await reason(answer), answer.ok);
}

async function reason(answer) {
  try {
    const { error } = await answer.json();
    return typeof error === "string" ? error : JSON.stringify(error);
  } catch {
    return `That did not work (HTTP ${answer.status}).`;
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll(".phone details[open], .add[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

const phones = new Map();
const saved = new Notice(document.querySelector("#saved"));
const phoneOf = (element) => phones.get(element.closest(".station"));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-act]")) {
    const phone = phoneOf(form);
    event.preventDefault();
    phone.act(form).catch(() => phone.notice.tell("Usher does not answer."));
  } else if (form.matches("[data-save]")) {
    event.preventDefault();
    save(form).catch(() => saved.tell("Usher does not answer."));
  }
});

document.addEventListener("change", (event) => {
  if (event.target.closest("[data-save]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => closeMenus(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = document.querySelector(".phone details[open] > summary, .add[open] > summary");
    closeMenus();
    open?.focus();
  }
  const form = event.target.form;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && form?.matches("[data-compose]")) {
    event.preventDefault();
    form.requestSubmit();
  }
});

for (const station of document.querySelectorAll(".station")) {
  const phone = new Phone(station);
  phones.set(station, phone);
  phone.poll();
}

// Once the browser has gone to the phone that the address names: doing so takes the focus away.
addEventListener("load", () => requestAnimationFrame(() => {
  const first = document.querySelector(".station");
  const aimed = document.getElementById(location.hash.slice(1)) ?? first;
  if (wide.matches) phoneOf(aimed)?.compose.elements.text.focus({ preventScroll: aimed === first });
}));
