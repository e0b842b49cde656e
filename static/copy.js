// Copying text. Browsers offer their clipboard to https and this machine only; over plain http an older way works.

let region = null;

/** Tells a screen reader. */
export function say(text) {
  if (!region) {
    region = document.createElement("div");
    region.className = "vh";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50); // a region speaks of changes, and the same words again are none
}

function field(text, css) {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = css;
  area.setAttribute("aria-label", "Text to copy");
  (document.querySelector("dialog:modal") ?? document.body).append(area); // all else is inert while a dialog is open
  area.select();
  return area;
}

function oldWay(text) {
  const before = document.activeElement;
  const area = field(text, "vh");
  const done = document.execCommand("copy");
  area.remove();
  before?.focus({ preventScroll: true });
  return done;
}

async function newWay(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // there is none, or the person said no
  }
}

function byHand(text, shown) {
  if (shown) {
    window.getSelection().selectAllChildren(shown);
  } else {
    const area = field(text, "input by-hand");
    area.addEventListener("blur", () => area.remove());
    area.addEventListener("keydown", (event) => { if (event.key === "Escape") area.blur(); });
  }
  say("Press Ctrl+C to copy");
}

/** Copies and says so; true when done. Else the text stands selected (in `shown`, an element that holds it), to copy by hand. */
export async function copy(text, shown = null) {
  const done = (navigator.clipboard && (await newWay(text))) || oldWay(text);
  if (done) say("Copied");
  else byHand(text, shown);
  return done;
}
