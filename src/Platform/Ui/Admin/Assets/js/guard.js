/** A form with data-guard warns before what was typed into it is lost. */
export function startGuard() {
  let dirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) {
      dirty = true;
    }
  });
  document.addEventListener("submit", (event) => {
    // Another form of the page does not save what was typed into this one.
    if (event.target.matches("form[data-guard]")) {
      dirty = false;
    }
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) {
      event.preventDefault();
    }
  });
}
