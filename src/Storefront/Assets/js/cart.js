/** What was chosen or typed while an answer was on its way stays: of a part of a form that is put in anew, only what can still be chosen is. */
function keepTyped(event) {
  const { target, fragment } = event.detail;
  for (const field of target.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const isChoice = field.type === "radio" || field.type === "checkbox";
    const twin = [...fragment.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)].find((other) => !isChoice || other.value === field.value);
    if (!twin || twin.disabled) {
      continue;
    }
    if (isChoice) {
      twin.checked = field.checked;
    } else if (field.tagName !== "SELECT" || [...twin.options].some((option) => option.value === field.value && !option.disabled)) {
      twin.value = field.value;
    }
  }
}

/** Shows how much is in the cart, on pages that are kept for everybody, and the cart at the side after something was put in. */
export function startCart() {
  const badge = document.getElementById("pieces");
  const drawer = document.getElementById("drawer");
  const show = () => {
    const pieces = Number(/(?:^|; )aisle-pieces=(\d+)/.exec(document.cookie)?.[1] ?? 0);
    badge.hidden = pieces === 0;
    badge.textContent = pieces > 99 ? "99+" : new Intl.NumberFormat(document.documentElement.lang === "bn" ? "bn-BD" : "en").format(pieces);
  };
  let before = null;
  const close = () => {
    drawer.replaceChildren();
    drawer.hidden = true;
    before?.focus();
  };

  show();
  window.addEventListener("pageshow", show);
  document.body.addEventListener("htmx:oobBeforeSwap", keepTyped);
  document.body.addEventListener("htmx:afterRequest", show);
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target === drawer) {
      before = document.activeElement;
    }
  });
  drawer.addEventListener("htmx:afterSwap", () => {
    drawer.hidden = false;
    drawer.querySelector("[data-drawer]")?.focus();
  });
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-drawer-close]")) {
      close();
    }
  });
  drawer.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
    }
    if (event.key === "Tab") {
      const stops = [...drawer.querySelectorAll("a[href], button")];
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
      if (document.activeElement === edge) {
        event.preventDefault();
        (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
      }
    }
  });
}
