// What every chart does under a pointer: exact figures on hover, a click that leads to what lies behind, a drag that
// opens a time, a PNG. All of it is read from the rows of its table, which is the way by keyboard and without this file.
import { png } from "./png.js";
import { startPlot } from "./plot.js";

const DRAG_PX = 6;

function inset(picture) {
  return (picture.querySelector("[data-inset]")?.dataset.inset ?? "0 0").split(" ").map(Number);
}

function rowAt(figure, clientX) {
  const picture = figure.querySelector(".picture");
  const [left, right] = inset(picture);
  const box = picture.getBoundingClientRect();
  const share = (100 * (clientX - box.left - left)) / (box.width - left - right);
  return [...figure.querySelectorAll("tbody tr")].find((row) => share >= row.dataset.left && share < row.dataset.right);
}

/** Shades the picture from one row's time to another's. */
function shade(figure, first, last) {
  const picture = figure.querySelector(".picture");
  const cursor = picture.querySelector(".cursor");
  const [left, right] = inset(picture);
  const wide = picture.clientWidth - left - right;
  const [from, to] = Number(first.dataset.left) <= Number(last.dataset.left) ? [first, last] : [last, first];
  cursor.style.left = `${left + (wide * from.dataset.left) / 100}px`;
  cursor.style.width = `${(wide * (to.dataset.right - from.dataset.left)) / 100}px`;
  cursor.hidden = false;
}

function line(name, text) {
  const row = document.createElement("div");
  for (const [tag, words] of [["dt", name], ["dd", text]]) row.append(Object.assign(document.createElement(tag), { textContent: words }));
  return row;
}

function showFigures(figure, row) {
  const picture = figure.querySelector(".picture");
  const box = picture.querySelector(".figures") ?? picture.appendChild(Object.assign(document.createElement("dl"), { className: "figures" }));
  box.setAttribute("aria-hidden", "true");
  const names = [...figure.querySelectorAll("thead th.num")].map((cell) => cell.textContent);
  const lines = [...row.querySelectorAll("td")].map((cell, place) => line(names[place], cell.title || cell.textContent || "no data"));
  const time = row.querySelector("th").firstChild.textContent.trim();
  box.replaceChildren(line([time, row.dataset.state].filter(Boolean).join(", "), ""), ...lines);
  const cursor = picture.querySelector(".cursor");
  const after = cursor.offsetLeft + cursor.offsetWidth + 8;
  const fits = after + box.offsetWidth <= picture.clientWidth;
  box.style.left = `${fits ? after : Math.max(0, cursor.offsetLeft - box.offsetWidth - 8)}px`;
}

function clear(figure) {
  figure.querySelector(".cursor").hidden = true;
  figure.querySelector(".figures")?.remove();
}

/** The link of the part of a bar under the pointer, else of its whole time. */
function linkAt(row, target) {
  const bars = target.closest?.(".trace.bars");
  const place = bars ? [...bars.parentElement.children].indexOf(bars) : -1;
  const column = row.closest("table").querySelectorAll("th[data-part]")[place]?.cellIndex;
  return row.cells[column]?.querySelector("a") ?? row.querySelector("th a");
}

function openTime(first, last) {
  const [from, to] = Number(first.dataset.left) <= Number(last.dataset.left) ? [first, last] : [last, first];
  const url = new URL(location.href);
  for (const name of ["range", "cursor"]) url.searchParams.delete(name);
  url.searchParams.set("from", from.dataset.start);
  url.searchParams.set("to", to.dataset.end);
  location.assign(url);
}

function follow(figure, down) {
  const first = rowAt(figure, down.clientX);
  if (!first) return;
  let moved = false;
  const last = (event) => rowAt(figure, event.clientX) ?? first;
  const move = (event) => {
    moved ||= "zooms" in figure.dataset && Math.abs(event.clientX - down.clientX) > DRAG_PX;
    if (moved) shade(figure, first, last(event));
  };
  const up = (event) => {
    removeEventListener("pointermove", move);
    if (!moved) return;
    addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    openTime(first, last(event));
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up, { once: true });
}

const figureOf = (event) => event.target.closest?.(".picture")?.closest("[data-chart]");

function startPointer() {
  document.addEventListener("pointermove", (event) => {
    const figure = figureOf(event);
    for (const other of document.querySelectorAll("[data-chart]:has(.figures)")) if (other !== figure) clear(other);
    if (!figure || event.buttons) return;
    const row = rowAt(figure, event.clientX);
    if (!row) return clear(figure);
    shade(figure, row, row);
    showFigures(figure, row);
  });
  document.addEventListener("pointerdown", (event) => {
    const figure = event.button === 0 && event.pointerType === "mouse" ? figureOf(event) : null;
    if (figure) follow(figure, event);
  });
  document.addEventListener("dragstart", (event) => { if (figureOf(event)) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const figure = figureOf(event);
    const row = figure && !event.defaultPrevented && !event.target.closest("a") && rowAt(figure, event.clientX);
    const link = row && linkAt(row, event.target);
    if (link) link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
  });
}

async function save(button) {
  const figure = button.closest("[data-chart]");
  Object.assign(document.createElement("a"), { href: await png(figure), download: `${figure.dataset.chart}.png` }).click();
}

/** Charts may come with the page or later, as a part of it. */
function start(root) {
  for (const button of root.querySelectorAll("[data-png]")) button.hidden = false;
  for (const picture of root.querySelectorAll("[data-figure]:not([data-drawn])")) startPlot(picture);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-png]");
  if (button) save(button);
});
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
startPointer();
start(document);
