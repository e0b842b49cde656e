// Wires the trace page together: the data of the page, the state of the URL, and the views on them.
import { returning } from "./crumb.js";
import { dragRange } from "./drag.js";
import { Flame } from "./flame.js";
import { Keys } from "./keys.js";
import { follow } from "./live.js";
import { Minimap } from "./minimap.js";
import { Panel } from "./panel.js";
import { Rows } from "./rows.js";
import { Search } from "./search.js";
import { State } from "./state.js";
import { Talk } from "./talk.js";
import { Trace } from "./trace.js";
import { Views } from "./views.js";
import { resizable } from "./resize.js";

const at = (id) => document.getElementById(id);
const page = at("trace");
const urls = page.dataset;
const trace = new Trace(JSON.parse(at("columns").textContent), new State());
const grid = at("grid");

const parts = { waterfall: grid, flame: at("flame"), conversation: at("conversation") };
new Panel(trace, at("panel"), urls.spanUrl);
const rows = new Rows(trace, grid);
new Flame(trace, parts.flame);
new Minimap(trace, at("minimap"), at("zoom-reset"));
const search = new Search(trace, at("search"), new Talk(parts.conversation));
new Views(trace, { tabs: at("views"), parts, conversation: urls.conversationUrl });
returning(at("to-list"));
resizable(grid, at("name-edge"), () => rows.redraw());

function origin() {
  if (trace.model.origin < 0) return;
  if (trace.state.view === "conversation") trace.state.set({ view: "" });
  trace.open(trace.model.origin);
  rows.reveal(trace.model.origin, { middle: true });
}
at("origin")?.addEventListener("click", origin);

const toggle = at("path-toggle");
const said = () => toggle.setAttribute("aria-pressed", String(trace.state.path !== "off"));
toggle.addEventListener("click", () => trace.state.set({ path: trace.state.path === "off" ? "" : "off" }));
trace.state.addEventListener("change", said);
said();

const help = at("keys-help");
const keys = new Keys({ trace, rows, search, help, grid, origin });
at("keys-open").addEventListener("click", () => keys.showHelp());

const stretch = (from, to) => {
  const [left, right] = trace.window;
  trace.state.zoomTo(left + from * (right - left), left + to * (right - left), trace.model.duration);
};
for (const axis of document.querySelectorAll(".c-axis, .f-axis")) dragRange(axis, { done: stretch });

for (const link of document.querySelectorAll(".trace-slots a[href^='#span-'], .trace-slots a[data-span]")) {
  link.addEventListener("click", (event) => {
    const i = trace.model.find(link.dataset.span || link.hash.slice("#span-".length));
    if (i < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    trace.open(i);
    rows.reveal(i, { middle: true });
  });
}

at("facts").addEventListener("click", (event) => {
  const link = event.target.closest("a[data-opens]");
  const i = link ? trace.model.find(link.dataset.opens) : -1;
  if (i < 0 || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  trace.open(i);
  rows.reveal(i, { middle: true });
});

if (urls.live) follow(trace, { url: urls.rowsUrl, facts: at("facts"), said: at("arriving") });
if (trace.state.span) rows.reveal(trace.cursor, { middle: true });
page.dataset.ready = "yes";
