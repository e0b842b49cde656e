// The trace list, live: new traces come in while the person is at the top and does nothing else, so nothing jumps.
import { startSuggestions } from "./suggest.js";

const EVERY_MS = 5000;
const SUMMARY_EVERY = 3; // ticks: sums cost more than rows

const button = document.querySelector("#live");
let live = true;
let ticks = 0;

function setLive(on) {
  live = on;
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("span").textContent = on ? "Live" : "Paused";
  button.querySelector("use").setAttribute("href", on ? "#i-live" : "#i-pause");
}

/** Would a change of the rows disturb what the person is doing? */
function busy() {
  const rows = document.querySelector("#rows");
  return (
    document.hidden ||
    window.scrollY > 40 ||
    rows.contains(document.activeElement) ||
    document.querySelector("details.menu[open], .datatable[open]") !== null ||
    !window.getSelection().isCollapsed
  );
}

function tick() {
  if (!live || busy()) return;
  ticks += 1;
  window.htmx.trigger("#rows", "refresh");
  const summary = document.querySelector("#summary");
  if (summary && ticks % SUMMARY_EVERY === 0) window.htmx.trigger(summary, "refresh");
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    setLive(!live);
    tick();
  });
  const timer = setInterval(tick, EVERY_MS);
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status === 401) clearInterval(timer); // signed out: on the way to the sign-in page
  });
  document.addEventListener("visibilitychange", tick);
}

// A chip goes with Delete or Backspace too, and the focus moves to the next one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Delete" && event.key !== "Backspace") return;
  const chip = event.target.closest?.("[data-chip]");
  if (!chip) return;
  event.preventDefault();
  chip.click();
});

startSuggestions();
