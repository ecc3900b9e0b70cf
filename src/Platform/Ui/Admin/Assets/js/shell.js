/** The navigation on a phone, the dark colours, and menus that close when one looks elsewhere. */
export function startShell() {
  const toggle = document.getElementById("nav-toggle");
  const nav = document.getElementById("nav");
  toggle?.addEventListener("click", () => {
    const open = nav.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  });

  const theme = document.getElementById("theme");
  const root = document.documentElement;
  const show = () => theme?.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
  theme?.addEventListener("click", () => {
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    localStorage.setItem("admin-theme", root.dataset.bsTheme);
    show();
  });
  show();

  const close = (except) => document.querySelectorAll("details.account[open], details.columns[open], details.more[open]").forEach((menu) => menu !== except && menu.removeAttribute("open"));
  // Who has chosen from a menu of acts, also one that leads to a place of the same page, is done with it.
  document.addEventListener("click", (event) => close(event.target.closest(".more a") ? null : event.target.closest("details")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.activeElement?.closest("details[open]");
      close();
      open?.querySelector("summary")?.focus();
    }
  });

  document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
  // Who scans goes on scanning, and does not look: the field is ready for the next code, and what was wrong is read out as an alert.
  const scanned = document.querySelector("input[data-camera][autofocus]");
  (scanned ?? document.getElementById("faults"))?.focus();
  scanned?.select();
  // Scanners that act as keyboards send the separator of GS1 texts as Ctrl+], which a browser leaves out of a field: without it a lot's code runs on into its date.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && !event.altKey && event.key === "]" && event.target.matches?.("input:not([type]), input[type=text]")) {
      event.preventDefault();
      event.target.setRangeText("\u001d", event.target.selectionStart, event.target.selectionEnd, "end");
    }
  });
  const announce = document.getElementById("announce");
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(name, () => (announce.textContent = announce.dataset.failed));
  }
}
