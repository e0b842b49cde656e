// Long texts show their first lines; "Show n more lines" tells how many there are as this width sets them.
const LINES = 9; // unless data-fold says another number
const SLACK = 3; // lines: to hide fewer than that is worth nobody's click

export function fold(root) {
  for (const text of root.querySelectorAll("[data-fold]")) {
    const line = Number.parseFloat(getComputedStyle(text).lineHeight) || 20;
    const lines = Number(text.dataset.fold) || LINES;
    const hidden = Math.round(text.scrollHeight / line) - lines;
    if (hidden < SLACK || text.nextElementSibling?.matches(".more")) continue;
    text.classList.add("folded");
    text.style.setProperty("--fold", `${lines * line}px`);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "linkish more";
    button.setAttribute("aria-expanded", "false");
    button.textContent = `Show ${hidden.toLocaleString("en-US")} more lines`;
    button.addEventListener("click", () => {
      const folded = text.classList.toggle("folded");
      button.setAttribute("aria-expanded", String(!folded));
      button.textContent = folded ? `Show ${hidden.toLocaleString("en-US")} more lines` : "Show less";
    });
    text.after(button);
  }
}
