// What every page does beyond plain HTML: theme and side bar without a reload, menus that close, copying, "/".
// Everything here works without this file too, only with a round trip.

import { startConfirming } from "./confirm.js";
import { copy } from "./copy.js";
import { startFinding } from "./palette.js";

const YEAR = 31536000;

function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

const NEXT = { system: "light", light: "dark", dark: "system" };
const SIGN = { system: "#i-system", light: "#i-sun", dark: "#i-moon" };

function markTheme(theme) {
  for (const each of document.querySelectorAll("[data-theme-switch].seg button")) each.setAttribute("aria-pressed", String(each.value === theme));
  const one = document.querySelector("[data-theme-switch].cycle button");
  one.value = NEXT[theme];
  one.title = `Theme: ${theme}`;
  one.querySelector("use").setAttribute("href", SIGN[theme]);
}

function switchTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.querySelector("meta[name=color-scheme]").content = theme === "system" ? "light dark" : theme;
  markTheme(theme);
  remember("theme", theme);
  document.dispatchEvent(new CustomEvent("aiops:theme", { detail: theme }));
}

function switchNav(button) {
  document.documentElement.dataset.nav = button.value;
  remember("nav", button.value);
  button.value = button.value === "small" ? "wide" : "small";
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!button || !form.matches("[data-theme-switch], [data-nav-switch]")) return;
  event.preventDefault();
  if ("themeSwitch" in form.dataset) switchTheme(button.value);
  else switchNav(button);
});

// At its first use the side bar may be narrow for lack of room only: then the button must widen it.
const navButton = document.querySelector("[data-nav-switch] button");
if (navButton && !document.documentElement.dataset.nav) {
  navButton.value = document.querySelector(".side").clientWidth < 80 ? "wide" : "small";
}

// Menus: one open at a time; a click elsewhere or Escape closes it, and Escape gives the focus back.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  if (menu) {
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  } else closeMenus();
});

// Copying: <button data-copy="text"> or <button data-copy-from="#id">.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
  const text = source ? source.textContent.trim() : button.dataset.copy;
  if (!(await copy(text, source))) return;
  const use = button.querySelector("use");
  button.dataset.done = "";
  use?.setAttribute("href", "#i-ok");
  setTimeout(() => {
    delete button.dataset.done;
    use?.setAttribute("href", "#i-copy");
  }, 1600);
});

startConfirming();
startFinding();

/** Is the person writing? Then no key is a command. */
export function isTyping(event) {
  const at = event.target;
  return at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  const search = document.querySelector("input[data-search]");
  if (!search || event.defaultPrevented) return;
  event.preventDefault();
  search.focus();
  search.select();
});
