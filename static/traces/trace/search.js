// Search within the trace: hits stand out, the rest steps back; Enter goes on to the next hit, Shift+Enter back.
export class Search {
  constructor(trace, box) {
    Object.assign(this, { trace, box, input: box.querySelector("input"), said: box.querySelector("output") });
    this.input.value = trace.state.q;
    this.input.addEventListener("input", () => { trace.state.set({ q: this.input.value.trim() }, { quiet: true }); });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    trace.state.addEventListener("change", ({ detail }) => { if (detail.has("q")) this.run(); });
    trace.addEventListener("rows", () => this.say());
    this.run();
  }

  run() {
    const { state, model } = this.trace;
    if (this.input.value.trim() !== state.q) this.input.value = state.q;
    this.hits = state.q ? model.search(state.q) : [];
    this.at = -1;
    this.trace.find(state.q ? new Set(this.hits) : null);
    this.say();
  }

  say() {
    const many = this.hits.length;
    this.said.textContent = !this.trace.state.q ? "" : this.at >= 0 ? `${this.at + 1} of ${many}` : `${many} found`;
    this.box.classList.toggle("full", Boolean(this.trace.state.q));
  }

  step(by) {
    if (!this.hits.length) return;
    if (this.at < 0) {
      const next = this.hits.findIndex((i) => i >= this.trace.cursor);
      this.at = by > 0 ? Math.max(next, 0) : (next < 0 ? this.hits.length : next) - 1;
    } else this.at += by;
    this.at = (this.at + this.hits.length) % this.hits.length;
    const i = this.hits[this.at];
    if (this.trace.selected >= 0) this.trace.open(i, { quiet: true }); else this.trace.goTo(i);
    this.say();
  }

  #key(event) {
    if (event.key === "Enter") { event.preventDefault(); this.step(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") {
      event.stopPropagation();
      this.input.value = "";
      this.trace.state.set({ q: "" }, { quiet: true });
      this.input.blur();
    }
  }
}
