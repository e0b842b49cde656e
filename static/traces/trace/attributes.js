// Search in the attribute table. Names are compared as text and never used as keys of an object.
export function readAttributes(root) {
  const input = root.querySelector("[data-filter]");
  if (!input) return;
  const rows = [...root.querySelectorAll(".attrs tbody tr")];
  const said = root.querySelector("[data-filtered]");
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      left += row.hidden ? 0 : 1;
    }
    said.textContent = left === rows.length ? String(rows.length) : `${left} of ${rows.length}`;
  });
}
