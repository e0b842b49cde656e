// Tokens as colours that plotly and a canvas understand: they know neither light-dark() nor oklch().

const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);

/** The token (`error` for --error) in the theme in use, as rgba(). */
export function colour(token, opacity = 1) {
  probe.style.color = `var(--${token})`;
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = getComputedStyle(probe).color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return `rgba(${red},${green},${blue},${(alpha / 255) * opacity})`;
}

/** Calls back whenever the theme changes, by the switch or by the system. */
export function onTheme(repaint) {
  document.addEventListener("aiops:theme", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}
