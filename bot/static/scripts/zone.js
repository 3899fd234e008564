// <select data-zone>: while the shop has chosen no time zone, that of the browser is proposed.

export function proposeZone(root) {
  for (const select of root.querySelectorAll("select[data-zone]")) {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const known = [...select.options].some((one) => one.value === here);
    if (select.value !== "UTC" || here === "UTC" || !known) continue;
    select.value = here;
    const said = document.createElement("div");
    said.className = "form-text";
    said.textContent = "That of this browser is chosen: change it if the shop is elsewhere.";
    select.after(said);
  }
}
