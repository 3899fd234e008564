// <div data-live="/address" data-every="4">: asks for the part anew every so many seconds while the
// page is looked at, and shows it when it has changed. The server answers 304 when it has not.
// Children with ids that are as they were stay in place: what plays goes on, what is read aloud is
// only what is new. With data-now it is empty at first, and asked for at once if it is seen.

const UNCHANGED = 304;
const SLOWEST = 60;

export function keepLive(root) {
  for (const part of root.querySelectorAll("[data-live]")) new Live(part).wait();
}

class Live {
  constructor(part) {
    this.part = part;
    this.every = Number(part.dataset.every ?? 4);
    this.pause = "now" in part.dataset ? 0 : this.every;
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), this.pause * 1000);
  }

  async look() {
    if (document.hidden || !this.part.isConnected || !this.part.checkVisibility()) {
      this.pause = this.every;
      return this.wait();
    }
    try {
      const headers = this.tag ? { "If-None-Match": this.tag } : {};
      const answer = await fetch(this.part.dataset.live, { headers, redirect: "error" });
      if (answer.ok) this.show(await answer.text(), answer.headers.get("ETag"));
      this.pause = answer.ok || answer.status === UNCHANGED ? this.every : this.slower();
    } catch {
      this.pause = this.slower(); // The server is away: ask less often, and say nothing.
    }
    this.wait();
  }

  slower() {
    return Math.min(this.pause * 2, SLOWEST);
  }

  show(html, tag) {
    if (tag && tag === this.tag) return;
    if (this.part.querySelector(".dragged")) return; // It is in somebody's hand.
    const first = this.tag === undefined;
    this.tag = tag;
    if (first && this.part.dataset.tag === tag) return;
    const atEnd = this.part.scrollHeight - this.part.scrollTop - this.part.clientHeight < 40;
    const checked = [...this.part.querySelectorAll("input:checked")].map((one) => one.id);
    const held = document.activeElement;
    const again = this.part.contains(held) ? finder(this.part, held) : null;
    replace(this.part, html);
    for (const one of this.part.querySelectorAll("input[id]")) {
      if (checked.includes(one.id)) one.checked = true;
    }
    if (again && document.activeElement !== held) again()?.focus({ preventScroll: true });
    if (atEnd) this.part.scrollTop = this.part.scrollHeight;
  }
}

// What finds an element again once it was replaced: by its id, or as that of several links which lead
// to the same place.
function finder(part, one) {
  const leads = one.getAttribute("href");
  if (one.id) return () => part.querySelector(`#${CSS.escape(one.id)}`);
  if (!leads) return () => null;
  const links = () => [...part.querySelectorAll(`a[href="${CSS.escape(leads)}"]`)];
  const place = links().indexOf(one);
  return () => links()[place];
}

export function replace(part, html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html; // Our own server's, escaped there.
  const old = new Map([...part.children].filter((one) => one.id).map((one) => [one.id, one]));
  const kept = [...fresh.content.children].map((one) => {
    const before = old.get(one.id);
    return before && (before.isEqualNode(one) || renewed(before, one)) ? before : one;
  });
  const staying = new Set(kept);
  for (const one of [...part.childNodes]) if (!staying.has(one)) one.remove();
  kept.forEach((one, place) => {
    if (part.children[place] !== one) part.insertBefore(one, part.children[place] ?? null);
  });
}

// An article whose parts are as many as before: those that differ are changed, the rest stays.
function renewed(before, after) {
  const [old, fresh] = [[...before.children], [...after.children]];
  const alike = before.tagName === "ARTICLE" && before.className === after.className;
  if (!alike || old.length !== fresh.length) return false;
  old.forEach((one, place) => one.isEqualNode(fresh[place]) || one.replaceWith(fresh[place]));
  return true;
}
