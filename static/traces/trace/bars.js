// One SVG a row: the span's bar in the window of time that shows, split at the first token, red-edged when it failed.
import { duration, tick, ticks } from "./format.js";
import { percent, svg } from "./svg.js";

const CONTAINERS = new Set(["workflow", "agent", "step"]); // half as strong: their time is that of what they hold
const ROOM = 44; // px that the words of a mark take
const LEAST = 2; // px: however short, a span stays visible

export class Scale {
  constructor([from, to], width) {
    Object.assign(this, { from, to, width, ...ticks(from, to, Math.max(2, Math.min(8, Math.floor(width / 52)))) });
  }
  share(ns) { return (ns - this.from) / (this.to - this.from); }
}

export function grid(scale, y1 = 0) {
  return scale.marks.filter((at) => at > scale.from).map((at) => {
    const x = percent(scale.share(at));
    return svg("line", { x1: x, x2: x, y1, y2: 28, class: "grid-l" });
  });
}

// Near the right end the last mark's words stand before their line; the mark before gives way where both have no room.
function endWithin(words, scale) {
  const px = scale.marks.map((at) => scale.share(at) * scale.width);
  const last = words.length - 1;
  if (last < 1 || scale.width - px[last] >= ROOM) return;
  words[last].setAttribute("dx", -4);
  words[last].setAttribute("text-anchor", "end");
  if (px[last] - px[last - 1] < 2 * ROOM) words.splice(last - 1, last > 1 ? 1 : 0);
}

export function axis(scale) {
  const words = scale.marks.map((at) => {
    const text = svg("text", { x: percent(scale.share(at)), dx: at > scale.from ? 4 : 0, y: 18, class: "tick" });
    text.textContent = tick(at, scale.step);
    return text;
  });
  endWithin(words, scale);
  return svg("svg", { class: "wf", width: "100%", height: 28, "aria-hidden": "true" }, ...words, ...grid(scale, 6));
}

function piece(scale, from, to, css, extra = {}) {
  const start = Math.max(scale.share(from), 0), end = Math.min(scale.share(to), 1);
  if (end < 0 || start > 1) return null;
  const least = LEAST / scale.width;
  const x = Math.min(start, 1 - least);
  return svg("rect", { x: percent(x), y: 8, width: percent(Math.max(end - x, least)), height: 8, class: css, ...extra });
}

function beyond(scale, start, end) {
  const before = end < scale.from;
  if (!before && start <= scale.to) return null;
  const text = svg("text", { x: before ? "0%" : "100%", y: 17, class: "tick", "text-anchor": before ? "start" : "end" });
  text.textContent = before ? "‹" : "›";
  return text;
}

export function bar(model, i, scale, hatched, path) {
  const start = model.offset[i], end = start + model.length[i], kind = model.kind(i);
  const held = model.critical[i] ? `, ${duration(model.critical[i])} on the critical path` : "";
  const moved = model.shift[i] ? `; moved by ${duration(Math.abs(model.shift[i]))}, as the clock there was off` : "";
  const words = `${duration(start)} to ${duration(end)}, ${duration(model.length[i])} long${held}${moved}`;
  const first = model.first[i] >= 0 ? Math.min(start + model.first[i], end) : -1;
  const css = `kfill k-${kind}${CONTAINERS.has(kind) ? " soft" : ""}`;
  const parts = first > start && kind === "llm"
    ? [piece(scale, start, first, "kfill k-first"), piece(scale, first, end, css)]
    : [piece(scale, start, end, css)];
  if (model.failed(i)) parts.push(piece(scale, start, end, "errbox", { y: 7.5, height: 9 }));
  const title = svg("title");
  title.textContent = first > start ? `${words}; first token after ${duration(model.first[i])}` : words;
  return svg("svg", { class: "wf", width: "100%", height: 28, role: "img", "aria-label": words },
    title, ...grid(scale), ...parts, ...hatched, ...path, beyond(scale, start, end));
}
