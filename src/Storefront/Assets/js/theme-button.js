/** The button that turns the colours round. It is hidden in the page, as it does nothing without a script. */
export function startTheme() {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const show = () => button.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));

  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("theme", root.dataset.theme);
    } catch {
      // Without storage the choice holds for this page.
    }

    show();
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (system) => {
    try {
      if (localStorage.getItem("theme")) {
        return;
      }
    } catch {
      // Nothing was kept, so the system decides.
    }

    root.dataset.theme = system.matches ? "dark" : "light";
    show();
  });
}
