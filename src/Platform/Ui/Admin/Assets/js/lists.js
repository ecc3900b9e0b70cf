/** Ticking rows: all at once, how many, and the acts that then can be done. */
export function startLists() {
  const update = (form) => {
    const acts = form.querySelector("[data-list-acts]");
    if (!acts) {
      return;
    }

    const boxes = [...form.querySelectorAll("input[name=ids]")];
    const chosen = boxes.filter((box) => box.checked).length;
    acts.hidden = chosen === 0;
    const count = acts.querySelector("[data-list-count]");
    count.textContent = count.dataset.one.replace("{0}", chosen.toLocaleString(document.documentElement.lang));
    const all = form.querySelector("[data-list-all]");
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest(".list-form");
    if (!form) {
      return;
    }

    if (event.target.matches("[data-list-all]")) {
      form.querySelectorAll("input[name=ids]").forEach((box) => (box.checked = event.target.checked));
    }

    update(form);
  });
}
