// <span data-news="name">: how much one has not seen, beside an entry of the menu. It is asked anew
// while the page stays open, also behind others: the title of the page says how many wait.

const EVERY = 20;
const LOUD = "conversations";

export function tellNews(root) {
  const badges = [...root.querySelectorAll("[data-news]")];
  if (badges.length === 0) return;
  const plain = document.title;
  const title = (count) => {
    document.title = count ? `(${count}) ${plain}` : plain;
  };
  title(Number(badges.find((one) => one.dataset.news === LOUD)?.firstChild.data ?? 0));
  setInterval(async () => {
    try {
      const answer = await fetch("/news", { redirect: "error" });
      if (!answer.ok) return;
      const counts = await answer.json();
      for (const one of badges) {
        one.firstChild.data = counts[one.dataset.news] ?? 0;
        one.hidden = !counts[one.dataset.news];
      }
      title(counts[LOUD]);
    } catch {
      // The server is away, or one is signed out: it is asked again later.
    }
  }, EVERY * 1000);
}
