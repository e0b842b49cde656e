// A chart as a PNG: its drawings with all they inherit from the page written into them, below its title.
import { colour } from "./colours.js";

const SCALE = 2;
const PAD = 16;
const HEAD = 44;
const COPIED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "text-anchor", "vector-effect", "shape-rendering"];

let font = null;

/** Inter as a style rule: an image that is drawn from text can load nothing. */
async function fontRule() {
  const bytes = new Uint8Array(await (await fetch(document.querySelector('link[as="font"]').href)).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `@font-face{font-family:"Inter Variable";font-weight:100 900;src:url(data:font/woff2;base64,${btoa(text)})}`;
}

function writeStyles(from, to) {
  const style = getComputedStyle(from);
  if (from.tagName !== "svg") for (const name of COPIED) to.setAttribute(name, style.getPropertyValue(name).replaceAll('"', "'"));
  if (style.display === "none") to.setAttribute("display", "none");
  [...from.children].forEach((child, place) => writeStyles(child, to.children[place]));
}

async function image(svg) {
  const box = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true);
  writeStyles(svg, copy);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  const text = new XMLSerializer().serializeToString(copy);
  font ??= await fontRule();
  const drawn = new Image();
  drawn.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text.replace(/>/, `><style>${font}</style>`))}`;
  await drawn.decode();
  return { drawn, box };
}

function writeHead(canvas, figure) {
  canvas.textBaseline = "top";
  canvas.fillStyle = colour("text");
  canvas.font = '600 13px "Inter Variable", sans-serif';
  canvas.fillText(figure.querySelector("h2").textContent.trim(), PAD, PAD);
  let x = PAD;
  for (const key of figure.querySelectorAll(".keys > span")) {
    const sign = key.querySelector("rect, path");
    const style = getComputedStyle(sign);
    canvas.fillStyle = sign.tagName === "path" ? style.stroke : style.fill;
    canvas.fillRect(x, PAD + (sign.tagName === "path" ? 27 : 23), 10, sign.tagName === "path" ? 1 : 10);
    canvas.fillStyle = colour("text-2");
    canvas.font = '400 12px "Inter Variable", sans-serif';
    canvas.fillText(key.textContent.trim(), x + 16, PAD + 22);
    x += 16 + canvas.measureText(key.textContent.trim()).width + 16;
  }
}

/** The chart as the data: URL of a PNG, twice as fine as on the screen, in the theme in use. */
export async function png(figure) {
  const picture = figure.querySelector(".picture");
  const ground = picture.getBoundingClientRect();
  const images = await Promise.all([...picture.querySelectorAll("svg")].filter((svg) => !svg.parentElement.closest("svg")).map(image));
  const sheet = document.createElement("canvas");
  sheet.width = (ground.width + 2 * PAD) * SCALE;
  sheet.height = (ground.height + HEAD + 2 * PAD) * SCALE;
  const canvas = sheet.getContext("2d");
  canvas.scale(SCALE, SCALE);
  canvas.fillStyle = colour("bg");
  canvas.fillRect(0, 0, sheet.width, sheet.height);
  writeHead(canvas, figure);
  for (const { drawn, box } of images) canvas.drawImage(drawn, PAD + box.left - ground.left, PAD + HEAD + box.top - ground.top, box.width, box.height);
  return sheet.toDataURL("image/png");
}
