// Drag over bars to open the time they stand for. Bars are links and work without this.

const DRAG_PX = 6;

function columnAt(svg, x) {
  return [...svg.querySelectorAll("[data-start]")].find((column) => {
    const box = column.querySelector(".hit").getBoundingClientRect();
    return x >= box.left && x < box.right;
  });
}

function open(first, last) {
  const [start, end] = first.dataset.start <= last.dataset.start ? [first, last] : [last, first];
  const url = new URL(location.href);
  for (const name of ["range", "cursor"]) url.searchParams.delete(name);
  url.searchParams.set("from", start.dataset.start);
  url.searchParams.set("to", end.dataset.end);
  location.assign(url);
}

function drag(svg, down) {
  const first = columnAt(svg, down.clientX);
  if (!first) return;
  const left = svg.getBoundingClientRect().left;
  const shade = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  let moved = false;
  for (const [name, value] of [["class", "select"], ["y", 14], ["height", 64], ["width", 0]]) shade.setAttribute(name, value);
  svg.append(shade);

  const move = (event) => {
    moved ||= Math.abs(event.clientX - down.clientX) > DRAG_PX;
    shade.setAttribute("x", Math.min(event.clientX, down.clientX) - left);
    shade.setAttribute("width", Math.abs(event.clientX - down.clientX));
  };
  const up = (event) => {
    removeEventListener("pointermove", move);
    shade.remove();
    if (!moved) return;
    addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
    open(first, columnAt(svg, event.clientX) ?? first);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", up, { once: true });
}

export function startZoom() {
  document.addEventListener("pointerdown", (event) => {
    const svg = event.button === 0 && event.pointerType === "mouse" ? event.target.closest?.("[data-bars]") : null;
    if (svg) drag(svg, event);
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("[data-bars]")) event.preventDefault();
  });
}
