// The keyboard. Single keys do nothing while somebody types, or together with Ctrl, Cmd or Alt.
const TYPING = "input, textarea, select, [contenteditable]";

export class Keys {
  constructor({ trace, rows, search, help, grid, origin }) {
    Object.assign(this, { trace, rows, search, help, grid, origin });
    this.everywhere = {
      j: () => trace.move(1),
      k: () => trace.move(-1),
      "[": () => trace.collapseAll(),
      "]": () => trace.expandAll(),
      "/": () => { search.input.focus(); search.input.select(); },
      "?": () => this.showHelp(),
      n: () => search.step(1),
      p: () => search.step(-1),
      e: () => origin(),
      z: () => this.zoomTo(trace.cursor),
      0: () => trace.state.set({ zoom: "" }),
    };
    this.inGrid = {
      ArrowDown: () => trace.move(1),
      ArrowUp: () => trace.move(-1),
      ArrowRight: () => { if (!trace.toggle(trace.cursor, false) && trace.model.size[trace.cursor] > 1) trace.move(1); },
      ArrowLeft: () => this.fold(),
      Home: () => trace.move(-trace.shown.length),
      End: () => trace.move(trace.shown.length),
      PageDown: () => trace.move(20),
      PageUp: () => trace.move(-20),
      " ": () => trace.toggle(trace.cursor),
    };
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !event.target.closest || event.target.closest(TYPING)) return;
    if (this.help.open) return;
    const action = this.everywhere[event.key] ?? (event.target === this.grid ? this.inGrid[event.key] : null) ?? this.#other(event);
    if (!action) return;
    event.preventDefault();
    action();
  }

  // Enter opens the span under the cursor unless the focus is on something that Enter already works.
  #other(event) {
    const busy = event.target.closest("a, button, summary, [role=separator]");
    if (event.key === "Enter" && !busy) return () => this.trace.open(this.trace.cursor);
    if (event.key === "Escape" && (this.trace.selected >= 0 || this.trace.missing)) return () => { this.trace.close(); this.grid.focus({ preventScroll: true }); };
    return null;
  }

  fold() {
    const { trace } = this;
    if (trace.toggle(trace.cursor, true)) return;
    const above = trace.model.parent[trace.cursor];
    if (above >= 0) { if (trace.selected >= 0) trace.open(above, { quiet: true }); else trace.goTo(above); }
  }

  zoomTo(i) {
    const { model, state } = this.trace;
    const room = Math.max(model.length[i] * 0.05, 1);
    state.zoomTo(model.offset[i] - room, model.offset[i] + model.length[i] + room, model.duration);
  }

  showHelp() { this.help.showModal(); }
}
