/** Ctrl-K: a box to find pages and things. */
export function startSearch() {
  const box = document.getElementById("search-box");
  if (!box) {
    return;
  }

  const words = box.querySelector("input");
  const open = () => {
    box.showModal();
    words.select();
  };
  document.getElementById("search-open")?.addEventListener("click", open);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      open();
    }
  });
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") {
      return;
    }

    const stops = [words, ...box.querySelectorAll(".hit")];
    const at = stops.indexOf(document.activeElement);
    const next = stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length];
    event.preventDefault();
    next.focus();
  });
}
