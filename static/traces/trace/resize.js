// The edge of the name column: dragged, or moved by the arrow keys; kept for the next trace.
const LEAST = 120, MOST = 720, STEP = 24; // px
const KEY = "trace-name-width";

export function resizable(grid, edge, changed) {
  let width = 0;

  function set(px) {
    width = Math.min(Math.max(Math.round(px), LEAST), MOST);
    grid.style.setProperty("--w-name", `${width}px`); // CSSOM, so the policy allows it
    edge.setAttribute("aria-valuenow", width);
    changed();
  }
  const keep = () => { try { localStorage.setItem(KEY, width); } catch { /* private mode: this page only */ } };
  const now = () => edge.parentElement.getBoundingClientRect().width;

  edge.setAttribute("aria-valuemin", LEAST);
  edge.setAttribute("aria-valuemax", MOST);
  edge.setAttribute("aria-valuenow", Math.round(now()));
  let kept = 0;
  try { kept = Number(localStorage.getItem(KEY)); } catch { /* as above */ }
  if (kept && window.innerWidth > 860) set(kept);

  edge.addEventListener("pointerdown", (event) => { edge.setPointerCapture(event.pointerId); event.preventDefault(); });
  edge.addEventListener("pointermove", (event) => {
    if (edge.hasPointerCapture(event.pointerId)) set(event.clientX - edge.parentElement.getBoundingClientRect().left);
  });
  edge.addEventListener("pointerup", keep);
  edge.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!by) return;
    event.preventDefault();
    set(now() + by);
    keep();
  });
}
