// The whole trace in 42 px: drag over a stretch to zoom in, drag a grip to move an edge, double click to see all again.
import { dragRange } from "./drag.js";
import { percent, svg } from "./svg.js";

const LINES = 38, COLUMNS = 400; // as traces/analysis/layout.py draws it
const SOFT = new Set(["workflow", "agent", "step"]);

export class Minimap {
  constructor(trace, element, reset) {
    Object.assign(this, { trace, element, reset });
    trace.addEventListener("draw", () => this.view());
    trace.addEventListener("rows", () => this.draw());
    dragRange(element, {
      moving: (from, to, grip, at) => this.view(this.#edges(from, to, grip, at)),
      done: (from, to, grip, at) => this.#zoom(this.#edges(from, to, grip, at)),
    });
    element.addEventListener("dblclick", () => this.#zoom([0, 1]));
    reset.addEventListener("click", () => this.#zoom([0, 1]));
    this.draw();
  }

  get shares() { return this.trace.window.map((ns) => ns / Math.max(this.trace.model.duration, 1)); }

  #edges(from, to, grip, at) {
    if (!grip) return [from, to];
    const [left, right] = this.shares;
    return grip === "left" ? [Math.min(at, right), right] : [left, Math.max(at, left)];
  }

  #zoom([from, to]) {
    const { model, state } = this.trace;
    if (to > from) state.zoomTo(from * model.duration, to * model.duration, model.duration);
    this.view();
  }

  draw() {
    const { model } = this.trace;
    if (model === this.of) { this.view(); return; }
    this.of = model;
    const pitch = Math.min(LINES / Math.min(Math.max(model.count, 1), LINES), 5);
    const cells = model.minimap.map(([x, y, width, kind]) => svg("rect", {
      x: percent(x / COLUMNS), y: 2 + y * pitch, width: percent(width / COLUMNS), height: Math.max(pitch * 0.8, 1),
      class: `kfill k-${kind}${SOFT.has(kind) ? " soft" : ""}`,
    }));
    const began = model.origin >= 0 ? percent(model.offset[model.origin] / Math.max(model.duration, 1)) : "";
    const error = began ? svg("line", { x1: began, x2: began, y1: 0, y2: 42, class: "errline" }) : "";
    this.box = svg("rect", { y: 0.5, height: 41, class: "view" });
    this.shade = [svg("rect", { x: 0, y: 0, height: 42, class: "shade" }), svg("rect", { y: 0, height: 42, class: "shade" })];
    this.grips = ["left", "right"].map((side) => svg("rect", { y: 13, width: 4, height: 16, rx: 2, class: `grip ${side}`, "data-grip": side }));
    this.element.replaceChildren(...cells, error, ...this.shade, this.box, ...this.grips);
    this.view();
  }

  view([from, to] = this.shares) {
    const whole = from <= 0 && to >= 1;
    this.shade[0].setAttribute("width", percent(from));
    this.shade[1].setAttribute("x", percent(to));
    this.shade[1].setAttribute("width", percent(1 - to));
    this.box.setAttribute("x", percent(from));
    this.box.setAttribute("width", percent(to - from));
    this.grips[0].setAttribute("x", percent(from));
    this.grips[1].setAttribute("x", percent(to));
    this.reset.hidden = whole;
  }
}
