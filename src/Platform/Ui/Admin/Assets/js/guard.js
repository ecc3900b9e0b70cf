/** A form with data-guard warns before what was typed into it is lost. */
export function startGuard() {
  let dirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) {
      dirty = true;
    }
  });
  document.addEventListener("submit", () => (dirty = false));
  addEventListener("beforeunload", (event) => {
    if (dirty) {
      event.preventDefault();
    }
  });
}
