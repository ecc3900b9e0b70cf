// Before the first paint, so that a page in the dark does not flash.
const chosen = localStorage.getItem("admin-theme");
const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
document.documentElement.classList.add("js");
