// The flame view: lanes by depth (see traces/analysis/layout.py), drawn for what is in sight only.
import { axis, Scale } from "./bars.js";
import { duration } from "./format.js";
import { strokes } from "./path.js";
import { svg } from "./svg.js";

const LANE = 22, BAR = 20; // px
const LETTER = 6.4; // px a letter of 11 px text takes at most on average
const LEAST = 0.7; // px: what is smaller is drawn only where its neighbour left a gap

export class Flame {
  constructor(trace, element) {
    Object.assign(this, { trace, element, axis: element.querySelector(".f-axis"), body: element.querySelector(".f-body") });
    for (const name of ["rows", "draw", "cursor"]) trace.addEventListener(name, () => this.draw());
    window.addEventListener("scroll", () => this.#soon(), { passive: true });
    new ResizeObserver(() => this.draw()).observe(element);
    this.body.addEventListener("click", (event) => {
      const box = event.target.closest("[data-at]");
      if (box) this.trace.open(Number(box.dataset.at));
    });
    this.draw();
  }

  #soon() { this.frame ??= requestAnimationFrame(() => { this.frame = null; this.draw(); }); }

  // The spans of each lane by start; found once for each state of the trace.
  #lanes() {
    const { model } = this.trace;
    if (this.of === model) return this.lanes;
    this.of = model;
    this.lanes = [];
    for (let i = 0; i < model.count; i++) (this.lanes[model.lane[i]] ??= []).push(i);
    for (const lane of this.lanes) lane.sort((a, b) => model.offset[a] - model.offset[b] || a - b);
    return this.lanes;
  }

  draw() {
    if (this.element.hidden) return;
    const lanes = this.#lanes();
    const width = Math.max(this.body.clientWidth, 40);
    const scale = new Scale(this.trace.window, width);
    this.axis.replaceChildren(axis(scale));
    this.body.style.height = `${lanes.length * LANE}px`;
    const top = this.body.getBoundingClientRect().top;
    const first = Math.max(Math.floor(-top / LANE) - 4, 0);
    const last = Math.min(Math.ceil((window.innerHeight - top) / LANE) + 4, lanes.length);
    const boxes = [];
    for (let lane = first; lane < last; lane++) boxes.push(...this.#lane(lanes[lane], (lane - first) * LANE, scale));
    boxes.push(...this.#path(scale, first, last));
    const picture = svg("svg", { width, height: Math.max(last - first, 0) * LANE, role: "img", class: "flames",
      "aria-label": `Flame view of ${this.trace.model.count} spans; the waterfall lists the same spans` }, ...boxes);
    picture.style.top = `${first * LANE}px`;
    this.body.replaceChildren(picture);
  }

  #lane(members, y, scale) {
    const { model } = this.trace;
    const boxes = [];
    let filled = -1; // px up to which this lane is painted
    for (let k = this.#after(members, scale.from); k < members.length; k++) {
      const i = members[k];
      if (model.offset[i] > scale.to) break;
      const left = Math.max(scale.share(model.offset[i]), 0) * scale.width;
      const right = Math.min(scale.share(model.offset[i] + model.length[i]), 1) * scale.width;
      if (right - left < LEAST && left < filled) continue;
      filled = Math.max(right, left + 1);
      boxes.push(this.#box(i, left, filled - left, y));
    }
    return boxes;
  }

  // A line along the foot of each box for the time in which it held the trace up.
  #path(scale, first, last) {
    const { model, state } = this.trace;
    if (state.path === "off") return [];
    const x = (ns) => Math.min(Math.max(scale.share(ns), 0), 1) * scale.width;
    return strokes(model, this.trace.window, (i) => i).filter(({ i }) => model.lane[i] >= first && model.lane[i] < last).map(({ i, from, to }) => {
      const y = (model.lane[i] - first) * LANE + BAR;
      return svg("line", { x1: x(from), x2: x(to), y1: y, y2: y, class: "cp" });
    });
  }

  // The first of a lane that may reach into the window: spans of a lane do not overlap, so their ends are in order too.
  #after(members, from) {
    const { model } = this.trace;
    let low = 0, high = members.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (model.offset[members[middle]] + model.length[members[middle]] < from) low = middle + 1; else high = middle;
    }
    return low;
  }

  #box(i, x, width, y) {
    const { model, selected, cursor, hits } = this.trace;
    const title = svg("title");
    title.textContent = `${model.name(i)} (${model.kind(i)}), ${duration(model.length[i])}${model.failed(i) ? ", failed" : ""}`;
    const mark = ["fl", selected === i && "open", cursor === i && "at", model.failed(i) && "failed", hits && !hits.has(i) && "miss"];
    const letters = Math.floor((width - 10) / LETTER);
    const name = model.name(i);
    const words = letters >= 3 ? svg("text", { x: x + 5, y: y + 14 }) : null;
    if (words) words.textContent = name.length > letters ? `${name.slice(0, letters - 1)}…` : name;
    return svg("g", { class: mark.filter(Boolean).join(" "), "data-kind": model.kind(i), "data-at": i }, title,
      svg("rect", { x, y, width: Math.max(width - 0.5, 0.5), height: BAR, rx: width > 6 ? 2 : 0, class: `kfill k-${model.kind(i)}` }), words);
  }
}
