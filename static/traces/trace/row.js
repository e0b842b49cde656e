// One row of the tree: icon, name, labels, bar, duration, tokens, cost.
import { bar } from "./bars.js";
import { count, duration, money } from "./format.js";
import { html, icon } from "./svg.js";

const STEP = 14; // px a level is set in
const ROOM = 118; // px of the name column that levels may take, however deep the tree

// Deep trees are set in less a level, so that names keep their room; past the room the depth is written out.
export function indent(depth, deepest) {
  const step = Math.max(2, Math.min(STEP, ROOM / Math.max(deepest, 1)));
  return { px: Math.min(depth * step, ROOM), capped: depth * step > ROOM };
}

function label([tone, sign, text]) {
  return html("span", { class: `tag ${tone}`, title: text }, sign ? icon(sign) : null, html("span", { class: "tt" }, text));
}

// A row has room for what went wrong, or else for one note; the panel shows all.
function worthy(labels) {
  return labels.filter(([tone], k) => k === 0 || tone !== "dim").slice(0, 2);
}

function twisty(model, i, folded) {
  if (model.size[i] === 1) return html("span", { class: "tw" });
  const name = `${folded ? "Expand" : "Collapse"} ${model.name(i)}`;
  return html("button", { class: "tw", type: "button", tabindex: -1, "aria-label": name }, icon(folded ? "right" : "chev", "i-s"));
}

function nameCell(trace, i, folded) {
  const { model } = trace;
  const kind = model.kind(i);
  const { px, capped } = indent(model.depth[i], model.deepest);
  const labels = worthy(model.labels(i)).map(label);
  const link = html("a", { class: "sp", href: trace.state.url({ span: model.id(i) }), tabindex: -1, title: model.name(i) }, model.name(i) || "(no name)");
  const deep = capped ? html("span", { class: "deep" }, `${model.depth[i] + 1}`) : null;
  const hidden = folded ? html("span", { class: "deep" }, `+${count(model.size[i] - 1)}`) : null;
  const tree = html("div", { class: "tree" }, twisty(model, i, folded), deep, icon(kind, `kicon k-${kind}`, kind), link, hidden,
    labels.length ? html("span", { class: "tags" }, ...labels) : null);
  tree.style.paddingLeft = `${px}px`; // CSSOM: a style attribute would be refused
  return html("div", { role: "gridcell", class: "c-name" }, tree);
}

// A folded row shows the sums of what it hides, greyed.
function usage(model, i, folded) {
  if (folded && model.sums.calls[i]) {
    const cost = model.sums.priced[i] ? money(model.sums.cost[i]) : "no price";
    return { tokens: count(model.sums.tokens[i]), cost, css: "num sum" };
  }
  const tokens = model.tokens(i);
  const cost = model.cost[i] >= 0 ? money(model.cost[i]) : model.counted[i] ? "no price" : "";
  return { tokens: tokens === null ? "" : count(tokens), cost, css: tokens !== null && !model.counted[i] ? "num minor" : "num" };
}

export function row(trace, i, place, scale, path) {
  const { model } = trace;
  const folded = trace.collapsed.has(i);
  const { tokens, cost, css } = usage(model, i, folded);
  const classes = ["wrow", trace.cursor === i && "at", model.superseded[i] && "minor",
    trace.hits && (trace.hits.has(i) ? "hit" : "miss")].filter(Boolean).join(" ");
  return html("div", {
    role: "row", class: classes, id: `row-${i}`, "data-at": i, "aria-rowindex": place + 2, "aria-level": model.depth[i] + 1,
    "aria-expanded": model.size[i] > 1 ? String(!folded) : null, "aria-selected": String(trace.selected === i),
  },
  nameCell(trace, i, folded),
  html("div", { role: "gridcell", class: "c-bar" }, bar(model, i, scale, path.hatched(i, scale), path.lines(place, scale))),
  html("div", { role: "gridcell", class: "num c-dur" }, duration(model.length[i])),
  html("div", { role: "gridcell", class: `${css} c-tok` }, tokens),
  html("div", { role: "gridcell", class: `${cost === "no price" ? "num dim" : css} c-cost` }, cost));
}
