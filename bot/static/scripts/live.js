// <div data-live="/address" data-every="4">: asks for the part anew every so many seconds while the
// page is looked at, and shows it when it has changed. The server answers 304 when it has not.

const UNCHANGED = 304;
const SLOWEST = 60;

export function keepLive(root) {
  for (const part of root.querySelectorAll("[data-live]")) new Live(part).wait();
}

class Live {
  constructor(part) {
    this.part = part;
    this.every = Number(part.dataset.every ?? 4);
    this.pause = this.every;
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), this.pause * 1000);
  }

  async look() {
    if (document.hidden || !this.part.isConnected) return this.wait();
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
    const first = this.tag === undefined;
    this.tag = tag;
    if (first && this.part.dataset.tag === tag) return;
    const atEnd = this.part.scrollHeight - this.part.scrollTop - this.part.clientHeight < 40;
    const held = this.part.contains(document.activeElement) ? document.activeElement.id : "";
    this.part.innerHTML = html; // Our own server's, escaped there.
    if (held) document.getElementById(held)?.focus();
    if (atEnd) this.part.scrollTop = this.part.scrollHeight;
  }
}
