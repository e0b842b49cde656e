// The waterfall: a treegrid of which only the rows in sight exist. Rows are 28 px, so any of them can be placed at once.
import { axis, Scale } from "./bars.js";
import { Path } from "./path.js";
import { row } from "./row.js";

const ROW = 28;
const SPARE = 12; // rows drawn beyond either edge, so that scrolling never shows a gap

export class Rows {
  constructor(trace, grid) {
    Object.assign(this, { trace, grid, body: grid.querySelector(".wbody"), axis: grid.querySelector(".c-axis"), drawn: new Map() });
    const redraw = () => this.redraw();
    trace.addEventListener("rows", redraw);
    trace.addEventListener("draw", redraw);
    trace.addEventListener("cursor", () => { this.redraw(); this.reveal(trace.cursor); });
    trace.addEventListener("opened", () => { if (trace.narrow.matches) this.reveal(trace.cursor); }); // not under the panel
    new ResizeObserver(redraw).observe(this.axis);
    window.addEventListener("scroll", () => this.#soon(), { passive: true });
    window.addEventListener("resize", () => this.#soon());
    this.body.addEventListener("click", (event) => this.#click(event));
    this.redraw();
  }

  get hidden() { return this.grid.hidden; }

  #soon() {
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.draw(); });
  }

  // Everything again: after folding, zooming, selecting. 60 rows take about 5 ms.
  redraw() {
    if (this.hidden) return;
    const { trace } = this;
    this.scale = new Scale(trace.window, Math.max(this.axis.clientWidth, 40));
    this.path = new Path(trace);
    this.axis.querySelector("svg")?.remove();
    this.axis.append(axis(this.scale));
    this.body.style.height = `${trace.shown.length * ROW}px`;
    this.grid.setAttribute("aria-rowcount", trace.shown.length + 1);
    this.drawn.clear();
    this.draw();
    this.grid.setAttribute("aria-activedescendant", `row-${trace.cursor}`);
  }

  // The first and last row in sight, with some to spare.
  #range() {
    const top = this.body.getBoundingClientRect().top;
    const first = Math.floor(-top / ROW) - SPARE;
    const last = Math.ceil((window.innerHeight - top) / ROW) + SPARE;
    return [Math.max(first, 0), Math.min(last, this.trace.shown.length)];
  }

  draw() {
    if (this.hidden) return;
    const [first, last] = this.#range();
    const wanted = new Map();
    const cursor = this.trace.place(this.trace.cursor); // stays, as the grid names it to screen readers
    const places = Array.from({ length: Math.max(last - first, 0) }, (_, k) => first + k);
    if (cursor < first) places.unshift(cursor); else if (cursor >= last) places.push(cursor);
    for (const place of places) {
      const i = this.trace.shown[place];
      if (i === undefined) continue;
      const element = this.drawn.get(i) ?? row(this.trace, i, place, this.scale, this.path);
      element.style.top = `${place * ROW}px`;
      wanted.set(i, element);
    }
    for (const [i, element] of this.drawn) if (!wanted.has(i)) element.remove();
    this.#place([...wanted.values()]);
    this.drawn = wanted;
  }

  // In order, touching only what is not where it should be, so that nothing is moved in vain.
  #place(elements) {
    if (!this.drawn.size) { this.body.replaceChildren(...elements); return; }
    let next = this.body.firstChild;
    for (const element of elements) {
      if (element === next) next = next.nextSibling; else this.body.insertBefore(element, next);
    }
  }

  // Scrolls no further than needed for the row to be read.
  reveal(i, { middle = false } = {}) {
    const place = this.trace.place(i);
    if (place < 0 || this.hidden) return;
    const top = this.body.getBoundingClientRect().top + place * ROW;
    const upper = this.trace.narrow.matches ? 0 : this.grid.querySelector(".whead").getBoundingClientRect().bottom;
    const lower = window.innerHeight - this.#covered();
    if (top >= upper && top + ROW <= lower) return;
    const by = middle ? top - (upper + lower) / 2 : top < upper ? top - upper : top + ROW - lower;
    window.scrollBy({ top: by, behavior: "instant" });
    this.draw();
  }

  // How much of the bottom the panel hides where it lies over the rows.
  #covered() {
    const panel = document.querySelector(".panel:not([hidden])");
    return panel && this.trace.narrow.matches ? panel.offsetHeight : 0;
  }

  #click(event) {
    const element = event.target.closest("[data-at]");
    if (!element || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const i = Number(element.dataset.at);
    if (event.target.closest("button.tw")) { this.trace.goTo(i); this.trace.toggle(i); return; }
    this.trace.open(i);
  }
}
