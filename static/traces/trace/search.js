// Search in what shows: in the spans, or in the conversation. Hits stand out; Enter goes on to the next, Shift+Enter back.
export class Search {
  constructor(trace, box, talk) {
    Object.assign(this, { trace, box, talk, input: box.querySelector("input"), said: box.querySelector("output") });
    this.input.value = trace.state.q;
    this.input.addEventListener("input", () => { trace.state.set({ q: this.input.value.trim() }, { quiet: true }); });
    this.input.addEventListener("keydown", (event) => this.#key(event));
    trace.state.addEventListener("change", ({ detail }) => { if (detail.has("q") || detail.has("view")) this.run(); });
    trace.addEventListener("rows", () => this.say());
    trace.addEventListener("talk", () => this.run());
    this.run();
  }

  get talking() { return this.trace.state.view === "conversation"; }

  run() {
    const { state, model } = this.trace;
    if (this.input.value.trim() !== state.q) this.input.value = state.q;
    if (this.talking) this.input.removeAttribute("aria-describedby");
    else this.input.setAttribute("aria-describedby", "q-covers");
    this.input.placeholder = this.talking ? "What was said" : "Names, models, errors, ids";
    const spans = state.q && !this.talking ? model.search(state.q) : [];
    const said = this.talk.search(this.talking ? state.q : "");
    this.hits = this.talking ? said : spans;
    this.at = -1;
    this.trace.find(state.q && !this.talking ? new Set(spans) : null);
    this.say();
  }

  say() {
    const many = this.hits.length;
    this.said.textContent = !this.trace.state.q ? "" : this.at >= 0 ? `${this.at + 1} of ${many}` : `${many} found`;
    this.box.classList.toggle("full", Boolean(this.trace.state.q));
    this.box.classList.toggle("nothing", Boolean(this.trace.state.q) && !many);
  }

  step(by) {
    if (!this.hits.length) return;
    if (this.at < 0 && !this.talking) {
      const next = this.hits.findIndex((i) => i >= this.trace.cursor);
      this.at = by > 0 ? Math.max(next, 0) : (next < 0 ? this.hits.length : next) - 1;
    } else this.at += this.at < 0 && by < 0 ? 0 : by;
    this.at = (this.at + this.hits.length) % this.hits.length;
    this.#show(this.hits[this.at]);
    this.say();
  }

  #show(hit) {
    if (this.talking) this.talk.goTo(hit);
    else if (this.trace.selected >= 0) this.trace.open(hit, { quiet: true });
    else this.trace.goTo(hit);
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
