// Quick search: Ctrl+K or Cmd+K from anywhere, arrows to choose, Enter to go (with Ctrl or Cmd: in a new tab).
import { load } from "./fetch.js";

const WAIT_MS = 120;
const TIMES = ["range", "from", "to", "compare", "compare_from", "compare_to"];
const dialog = document.querySelector("#find");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
let timer = 0;
let asked = 0;
let stop = new AbortController(); // of the question on its way
let pending = false; // what is typed is not answered yet
let enter = null; // pressed meanwhile: it means the first of what will be found

function options() {
  return [...list.querySelectorAll("[role=option]")];
}

function choose(option) {
  for (const each of options()) each.setAttribute("aria-selected", String(each === option));
  if (!option) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function chosen() {
  return list.querySelector('[aria-selected="true"]');
}

function move(by) {
  const all = options();
  if (all.length) choose(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

function address() {
  const page = new URLSearchParams(location.search);
  const query = new URLSearchParams({ q: input.value });
  for (const name of TIMES) if (page.get(name)) query.set(name, page.get(name));
  return `${dialog.dataset.from}?${query}`;
}

// Answers may come out of order: only that of the newest question is shown.
async function ask() {
  const mine = ++asked;
  stop.abort();
  stop = new AbortController();
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await (await load(address(), { signal: stop.signal })).text();
    if (mine !== asked) return;
    list.classList.remove("none");
    list.innerHTML = answer;
    choose(options()[0]);
    dialog.querySelector("[role=status]").textContent = `${options().length} found`;
  } catch (error) {
    if (mine === asked && error.status !== 401) {
      list.textContent = "The search does not answer. Try again in a moment.";
      list.classList.add("none");
    }
  }
  if (mine !== asked) return;
  list.removeAttribute("aria-busy");
  pending = false;
  if (enter) go(enter);
}

function open() {
  if (dialog.open) return input.select();
  document.querySelector("#nav:popover-open")?.hidePopover();
  dialog.showModal();
  input.value = "";
  pending = true;
  ask();
}

function go(event) {
  enter = pending ? event : null;
  const option = pending ? null : chosen();
  if (!option) return;
  if (event.ctrlKey || event.metaKey) window.open(option.href, "_blank", "noopener");
  else location.assign(option.href);
  dialog.close();
}

const KEYS = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: go };

export function startFinding() {
  if (!dialog) return;
  for (const button of document.querySelectorAll("[data-find]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      open();
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    [pending, enter] = [true, null];
    asked += 1; // an answer on its way is to another question
    stop.abort();
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation(); // no key of the page below is meant
    const act = (event.ctrlKey || event.metaKey) && event.key !== "Enter" ? null : KEYS[event.key];
    if (act && !event.isComposing) {
      event.preventDefault();
      act(event);
    }
  });
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });
  list.addEventListener("click", (event) => event.target.closest("[role=option]") && dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
}
