/** What destroys something asks first: a button or form with data-confirm. */
export function startAsking() {
  const ask = document.getElementById("ask");
  if (!ask) {
    return;
  }

  let answer;
  ask.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => ask.close(button.value)));
  ask.addEventListener("close", () => answer?.(ask.returnValue === "yes"));
  document.addEventListener("submit", (event) => {
    const text = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (!text || event.target.dataset.asked === "yes") {
      return;
    }

    event.preventDefault();
    event.stopImmediatePropagation();
    ask.querySelector("p").textContent = text;
    ask.returnValue = "";
    ask.showModal();
    answer = (yes) => {
      if (yes) {
        event.target.dataset.asked = "yes";
        event.target.requestSubmit(event.submitter);
      } else {
        event.submitter?.focus();
      }
    };
  }, true);
}
