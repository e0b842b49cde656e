// Makes elements. Text only ever becomes text nodes, so nothing that a span carries is read as markup.
const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

// An icon of the sprite. With a label it speaks, without it is decoration.
export function icon(name, css = "", label = "") {
  const said = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return svg("svg", { class: `i ${css}`.trim(), ...said }, svg("use", { href: `#i-${name}` }));
}

export const percent = (share) => `${(share * 100).toFixed(3)}%`;
