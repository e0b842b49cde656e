// One open trace: which rows show, where the cursor stands, which span is open. Views listen; none knows another.
//   "rows": the rows that show changed   "cursor": the cursor moved   "draw": only looks changed (zoom, hits)
import { Model } from "./model.js";

export const CLOSED = "none"; // span=none in the URL: the person closed the panel

export class Trace extends EventTarget {
  constructor(data, state) {
    super();
    this.state = state;
    this.collapsed = new Set();
    this.hits = null; // positions the search found; null without a search
    this.narrow = window.matchMedia("(max-width: 860px)");
    this.#take(data);
    this.cursor = Math.max(this.selected, 0);
    state.addEventListener("change", ({ detail: changed }) => {
      if (changed.has("span") && this.selected >= 0) this.goTo(this.selected);
      if (["zoom", "span", "q", "path"].some((name) => changed.has(name))) this.#say("draw");
    });
    this.show(this.cursor);
  }

  #say(name) { this.dispatchEvent(new Event(name)); }

  #take(data) {
    this.model = new Model(data);
    this.shown = this.model.visible(this.collapsed);
  }

  // More spans arrived: what was folded, and the cursor, stay with their spans.
  update(data) {
    const before = this.model;
    const folded = [...this.collapsed].map((i) => before.id(i));
    const at = before.id(this.cursor);
    this.model = new Model(data);
    this.collapsed = new Set(folded.map((id) => this.model.find(id)).filter((i) => i >= 0));
    this.cursor = Math.max(this.model.find(at), 0);
    this.refold();
  }

  // The open span: the one of the URL, else where the failure began, else the first. -1: the panel is closed.
  get selected() {
    const { span } = this.state;
    if (span === CLOSED) return -1;
    if (span) return this.model.find(span);
    return this.narrow.matches ? -1 : Math.max(this.model.origin, 0);
  }

  // The URL names a span that is not here.
  get missing() { const { span } = this.state; return Boolean(span) && span !== CLOSED && this.model.find(span) < 0; }

  get window() { return this.state.window(this.model.duration); }

  open(i, options) { this.state.set({ span: this.model.id(i) }, options); this.goTo(i); }
  close() { this.state.set({ span: CLOSED }); }

  // The cursor moves; an open panel follows it without adding a step to the history.
  goTo(i) {
    this.show(i);
    if (i === this.cursor) return;
    this.cursor = i;
    this.#say("cursor");
  }

  move(steps) {
    const place = this.place(this.cursor) + steps;
    const i = this.shown[Math.min(Math.max(place, 0), this.shown.length - 1)];
    if (i === undefined) return;
    if (this.selected >= 0 && this.selected !== i) this.open(i, { quiet: true }); else this.goTo(i);
  }

  // Unfolds whatever hides a span.
  show(i) {
    let folded = false;
    for (let above = this.model.parent[i]; above >= 0; above = this.model.parent[above]) folded = this.collapsed.delete(above) || folded;
    if (folded) this.refold();
  }

  toggle(i, fold = !this.collapsed.has(i)) {
    if (this.model.size[i] === 1 || fold === this.collapsed.has(i)) return false;
    if (fold) this.collapsed.add(i); else this.collapsed.delete(i);
    this.refold();
    return true;
  }

  collapseAll() {
    const { model } = this;
    for (let i = 0; i < model.count; i++) if (model.size[i] > 1 && model.parent[i] >= 0) this.collapsed.add(i);
    this.refold();
  }

  expandAll() { this.collapsed.clear(); this.refold(); }

  refold() {
    this.shown = this.model.visible(this.collapsed);
    while (this.place(this.cursor) < 0) this.cursor = this.model.parent[this.cursor];
    this.#say("rows");
  }

  find(hits) { this.hits = hits; this.#say("draw"); }

  // The row a span stands on; -1 when it is folded away.
  place(i) {
    let low = 0, high = this.shown.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (this.shown[middle] === i) return middle;
      if (this.shown[middle] < i) low = middle + 1; else high = middle - 1;
    }
    return -1;
  }
}
