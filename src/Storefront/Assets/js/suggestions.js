/** Makes the search field a combobox (WAI-ARIA 1.2): arrows walk the suggestions, Enter takes one, Escape closes. */
export function startSuggestions() {
  const field = document.getElementById("q");
  const list = document.getElementById("suggestions");
  const options = () => [...list.querySelectorAll("[role=option]")];
  let chosen = -1;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const choose = (index) => {
    const all = options();
    chosen = index;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    if (all[index]) {
      field.setAttribute("aria-activedescendant", all[index].id);
      all[index].scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  };
  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    choose(-1);
  };

  // An answer that comes after the field was left or emptied is not shown any more.
  list.addEventListener("htmx:afterSwap", () => show(document.activeElement === field && field.value.trim() !== "" && options().length > 0));
  field.addEventListener("focus", () => show(options().length > 0 && field.value.trim() !== ""));
  field.addEventListener("input", () => field.value.trim() === "" && show(false));
  field.form.addEventListener("focusout", (event) => {
    if (!field.form.contains(event.relatedTarget)) {
      show(false);
    }
  });
  // The pointer must not take the focus from the field before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());

  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "Enter" && !list.hidden && all[chosen]) {
      event.preventDefault();
      location.href = all[chosen].href;
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length > 0) {
      event.preventDefault();
      if (list.hidden) {
        show(true);
      }

      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than there are options: the field itself, with what was typed.
      choose(((chosen + 1 + step + all.length + 1) % (all.length + 1)) - 1);
    }
  });
}
