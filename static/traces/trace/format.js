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

// Where an axis over [from, to] ns has its marks: at most `most` of them, at 1, 2 or 5 times a power of ten.
export function ticks(from, to, most = 6) {
  const rough = Math.max((to - from) / most, 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const marks = [];
  for (let at = Math.ceil(from / step) * step; at < to; at += step) marks.push(at);
  return { step, marks };
}

// A mark's words; all of one axis share the unit of its step, so that they can be compared.
export function tick(ns, step) {
  const [size, unit] = step >= 6e10 ? [6e10, "min"] : step >= 1e8 ? [1e9, "s"] : step >= 1e5 ? [1e6, "ms"] : step >= 100 ? [1e3, "µs"] : [1, "ns"];
  const places = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  return `${(ns / size).toFixed(places)}${NBSP}${unit}`;
}
