// Draws large charts with plotly. The figure says what is where, this file what it looks like in the theme in use.
import { colour, onTheme } from "./colours.js";

const NARROW_PX = 560; // below it names at the lines' ends and every second time are left out
const CLEAR = "rgba(0,0,0,0)";
const SANS = '"Inter Variable", Inter, system-ui, sans-serif';
const CONFIG = { staticPlot: true, displayModeBar: false, responsive: false }; // the pointer is main.js's

function hatch(trace, lines, ground) {
  Object.assign(trace.marker.pattern, { fgcolor: lines, bgcolor: ground, fillmode: "replace", size: 5, solidity: 0.3 });
}

const LOOK = {
  bar(trace) {
    const fill = colour(trace.meta.role);
    Object.assign(trace.marker, { color: fill, line: { width: 0 } });
    hatch(trace, colour("bg"), fill);
  },
  line(trace) {
    trace.line = { color: colour(trace.meta.role), width: 1.75 };
  },
  previous(trace) {
    trace.line = { color: colour("text-3", 0.75), width: 1 };
  },
  band(trace) {
    trace.fillcolor = colour(trace.meta.role, 0.14);
  },
  running(trace) {
    Object.assign(trace.marker, { color: CLEAR, line: { width: 0 } });
    hatch(trace, colour("text-3", 0.45), CLEAR);
  },
};

function paintAxes(layout) {
  const font = { family: SANS, size: 11, color: colour("text-3") };
  const ground = { paper_bgcolor: CLEAR, plot_bgcolor: CLEAR, font, hovermode: false };
  Object.assign(layout, ground);
  Object.assign(layout.xaxis, { linecolor: colour("line-strong"), linewidth: 1, showline: true, tickcolor: CLEAR });
  Object.assign(layout.yaxis, { gridcolor: colour("grid"), gridwidth: 1, tickcolor: CLEAR });
  for (const shape of layout.shapes ?? []) shape.fillcolor = colour("bg-sunken");
  for (const note of layout.annotations) {
    const name = note.name === "axis" ? "text-3" : note.name === "previous" ? "text-2" : note.name;
    note.font = { ...font, color: colour(name), weight: note.name === "axis" ? 400 : 500 };
  }
}

/** On a narrow screen figures need the room that names would take. */
function narrow(layout) {
  Object.assign(layout.margin, { l: 48, r: 8 });
  layout.annotations = layout.annotations.filter((note) => note.name === "axis");
  const kept = (_, place) => place % 2 === 0;
  for (const part of ["tickvals", "ticktext"]) layout.xaxis[part] = layout.xaxis[part].filter(kept);
}

function paint(picture) {
  const { data, layout } = JSON.parse(picture.dataset.figure);
  for (const trace of data) LOOK[trace.meta.as](trace);
  paintAxes(layout);
  Object.assign(layout, { width: picture.clientWidth, height: picture.clientHeight });
  if (picture.clientWidth < NARROW_PX) narrow(layout);
  layout.annotations[0].xshift = -layout.margin.l;
  return window.Plotly.react(picture, data, layout, CONFIG).then(() => {
    picture.dataset.drawn = "";
    picture.dataset.inset = `${layout.margin.l} ${layout.margin.r}`;
  });
}

/** Draws the figure of `picture` and keeps it drawn, whatever the window's size and theme become. */
export function startPlot(picture) {
  let width = picture.clientWidth;
  paint(picture);
  onTheme(() => paint(picture));
  new ResizeObserver(() => {
    if (picture.clientWidth === width) return;
    width = picture.clientWidth;
    paint(picture);
  }).observe(picture);
}
