/** Closes the departments' menu by Escape, by a click beside it and when the focus leaves it. */
export function startMenu() {
  const menu = document.getElementById("menu");
  const close = () => (menu.open = false);

  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) {
      close();
    }
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) {
      close();
    }
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      close();
      menu.querySelector("summary").focus();
    }
  });
}
