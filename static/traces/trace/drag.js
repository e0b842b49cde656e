// Dragging over a stretch of time. `done(from, to)` hears the shares (0 to 1) of the element's width, in order.
const CLICK = 4; // px: less is a click, not a stretch

export function dragRange(element, { moving = () => {}, done, click = () => {} }) {
  const share = (event) => {
    const box = element.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
  };
  let start = null;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    start = { at: share(event), x: event.clientX, grip: event.target.dataset?.grip };
    element.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  element.addEventListener("pointermove", (event) => {
    if (start) moving(...[start.at, share(event)].sort((a, b) => a - b), start.grip, share(event));
  });
  element.addEventListener("pointerup", (event) => {
    if (!start) return;
    const [from, to] = [start.at, share(event)].sort((a, b) => a - b);
    if (Math.abs(event.clientX - start.x) < CLICK) click(start.at); else done(from, to, start.grip, share(event));
    start = null;
  });
  element.addEventListener("pointercancel", () => { start = null; moving(0, 0); });
}
