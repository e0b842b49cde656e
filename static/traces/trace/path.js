// The critical path as strokes: which row holds the trace up when, in the window of time that shows.
// Sections tile the trace (see traces/analysis/columns.py); neighbours on one row are one stroke, and what is under 0.3 %
// of the window is counted in the sums but not drawn, so there are never more than about 330 strokes.
import { percent, svg } from "./svg.js";

const LEAST = 0.003;
const LINE = 21, ROW = 28; // px: the line runs under the bar
const PAUSE = "b"; // the letter of backoff_wait

// [{ i, from, to }]: stretches of `holder(i)` (-1: not drawn) in order of time.
export function strokes(model, [from, to], holder) {
  const { at, length } = model.data.path;
  const found = [];
  let start = 0, last = null;
  for (let k = 0; k < at.length; k++) {
    const end = start + length[k];
    if (end > from && start < to) {
      const i = at[k] < 0 ? -1 : holder(at[k]);
      if (last && last.i === i) last.to = end; else found.push((last = { i, from: start, to: end }));
    }
    start = end;
  }
  const least = (to - from) * LEAST;
  return found.filter((each) => each.i >= 0 && Math.min(each.to, to) - Math.max(each.from, from) >= least);
}

// Pauses before a retry: { i, from, to } of the span in which they lie.
export function pauses(model) {
  const { at, length, kind } = model.data.path;
  const found = new Map();
  let start = 0;
  for (let k = 0; k < at.length; k++) {
    if (kind[k] === PAUSE) {
      const known = found.get(at[k]);
      if (known) known.push([start, start + length[k]]); else found.set(at[k], [[start, start + length[k]]]);
    }
    start += length[k];
  }
  return found;
}

export class Path {
  constructor(trace) {
    this.trace = trace;
    this.shown = trace.state.path !== "off";
    const { model } = trace;
    const hidden = trace.collapsed.size > 0;
    const holder = hidden ? (i) => { let at = i; while (trace.place(at) < 0) at = model.parent[at]; return at; } : (i) => i;
    this.strokes = this.shown ? strokes(model, trace.window, holder).map((each) => ({ ...each, place: trace.place(each.i) })) : [];
    this.pauses = pauses(model);
  }

  // What of the path crosses one row: its own strokes, and the lines that join them through every row between.
  lines(place, scale) {
    const parts = [];
    const x = (ns) => percent(Math.min(Math.max(scale.share(ns), 0), 1));
    this.strokes.forEach((each, k) => {
      if (each.place === place) parts.push(svg("line", { x1: x(each.from), x2: x(each.to), y1: LINE, y2: LINE, class: "cp" }));
      const next = this.strokes[k + 1];
      if (!next || next.place === each.place) return;
      const upper = Math.min(each.place, next.place), lower = Math.max(each.place, next.place);
      if (place < upper || place > lower) return;
      const at = x(each.to);
      parts.push(svg("line", { x1: at, x2: at, y1: place === upper ? LINE : 0, y2: place === lower ? LINE : ROW, class: "cp-l" }));
    });
    return parts;
  }

  // The hatched stretches of a span's bar.
  hatched(i, scale) {
    return (this.pauses.get(i) ?? []).map(([from, to]) => {
      const left = Math.max(scale.share(from), 0), right = Math.min(scale.share(to), 1);
      return right > left ? svg("rect", { x: percent(left), y: 8, width: percent(right - left), height: 8, class: "f-hatch" }) : null;
    });
  }
}
