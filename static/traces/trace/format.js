// Figures as aiops/core/formats.py writes them, so that a number reads the same in a row and in the panel.
const NBSP = "\u00a0";
const NANO = 1e9;

export const count = (n) => n.toLocaleString("en-US");

function three(value) {
  if (value >= 99.95) return value.toFixed(0);
  const text = value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  return Number(text) === Math.trunc(Number(text)) ? String(Number(text)) : text;
}

const two = (n) => String(n).padStart(2, "0");

export function duration(ns) {
  if (ns < 1e3) return ns ? `${ns}${NBSP}ns` : `0${NBSP}ms`;
  if (ns < 999500) return `${three(ns / 1e3)}${NBSP}µs`;
  if (ns < 999500000) return `${three(ns / 1e6)}${NBSP}ms`;
  if (ns < 59995000000) return `${(ns / NANO).toFixed(2)}${NBSP}s`;
  const seconds = Math.round(ns / NANO);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${NBSP}min${NBSP}${two(seconds % 60)}${NBSP}s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}${NBSP}h${NBSP}${two(Math.floor((seconds % 3600) / 60))}${NBSP}min`;
  return `${Math.floor(seconds / 86400)}${NBSP}d${NBSP}${Math.floor((seconds % 86400) / 3600)}${NBSP}h`;
}

export function money(nano) {
  if (nano === 0) return "$0";
  if (nano < 50000) return "<$0.0001";
  const units = Math.round(nano / 1e5);
  return `$${count(Math.floor(units / 1e4))}.${String(units % 1e4).padStart(4, "0")}`;
}

const MINUTE = 60 * NANO;
const CLOCK = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * MINUTE);

// Steps people count in: 1, 2 or 5 times a power of ten up to half a minute, then those of a clock, then days.
function stepFor(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  if (step < 50 * NANO) return step;
  return CLOCK.find((each) => each >= rough) ?? Math.ceil(rough / (1440 * MINUTE)) * 1440 * MINUTE;
}

// Where an axis over [from, to] ns has its marks: at most `most` of them.
export function ticks(from, to, most = 6) {
  const step = stepFor(Math.max((to - from) / most, 1));
  const marks = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) marks.push(at);
  return { step, marks };
}

// A mark's words; all of one axis share the unit of its step, so that they can be compared.
export function tick(ns, step) {
  if (ns === 0) return "0";
  const sizes = [[1440 * MINUTE, "d"], [60 * MINUTE, "h"], [MINUTE, "min"], [1e8, "s", 1e9], [1e5, "ms", 1e6], [100, "µs", 1e3], [0, "ns", 1]];
  const [least, unit, size = least] = sizes.find(([from]) => step >= from);
  const places = Math.min(Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9)), 3);
  return `${(ns / size).toFixed(size > NANO ? (step % size ? 1 : 0) : places)}${NBSP}${unit}`;
}
