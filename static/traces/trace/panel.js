// The span panel: the server renders it, this fetches it when a span is opened and leaves the rows where they are.
import { copy } from "../../copy.js";
import { load, Refused } from "../../fetch.js";
import { readAttributes } from "./attributes.js";
import { fold } from "./fold.js";

const PAUSE = 90; // ms: holding j down opens only the span it stops at

function why(problem) {
  if (!(problem instanceof Refused)) return "The server does not answer; try again once it does.";
  if (problem.status === 401) return "You are signed out.";
  return problem.status === 404 ? "It is no longer in the trace." : problem.message;
}

export class Panel {
  constructor(trace, element, url) {
    Object.assign(this, { trace, element, url });
    trace.state.addEventListener("change", ({ detail }) => { if (detail.has("span")) this.#soon(); });
    trace.addEventListener("rows", () => this.#soon());
    trace.narrow.addEventListener("change", () => this.show());
    element.addEventListener("click", (event) => this.#click(event));
    element.addEventListener("scroll", () => this.#mark(), { passive: true });
    this.show();
    if (!element.hidden) this.#ready();
  }

  #soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), this.element.hidden ? 0 : PAUSE);
  }

  async show() {
    const at = this.trace.selected;
    this.#visible(at >= 0 || this.trace.missing);
    if (this.trace.missing) this.#none();
    const id = at >= 0 ? this.trace.model.id(at) : "";
    if (!id || this.loading === id || (!this.loading && this.element.dataset.span === id)) return;
    this.loading = id;
    this.element.setAttribute("aria-busy", "true");
    const found = await this.#fetch(id);
    if (this.loading !== id) return; // another span was opened meanwhile
    this.loading = null;
    this.element.removeAttribute("aria-busy");
    this.element.replaceChildren(...found);
    this.element.dataset.span = id;
    this.element.scrollTop = 0;
    this.#ready();
    this.trace.dispatchEvent(new Event("opened"));
  }

  #none() {
    this.loading = null;
    this.element.removeAttribute("aria-busy");
    delete this.element.dataset.span;
    this.element.replaceChildren(document.getElementById("span-missing").content.cloneNode(true));
  }

  #visible(open) {
    this.element.hidden = !open;
    this.element.parentElement.classList.toggle("alone", !open);
    if (open !== this.was) this.trace.dispatchEvent(new Event("draw"));
    this.was = open;
  }

  // A document without scripts: what a span carries has come as escaped text and stays text.
  async #fetch(id) {
    try {
      const answer = await load(this.url.replace("0000000000000000", id));
      return [...new DOMParser().parseFromString(await answer.text(), "text/html").body.children];
    } catch (problem) {
      return [this.#problem(`This span could not be read. ${why(problem)}`)];
    }
  }

  #problem(text) {
    const words = document.createElement("p");
    words.className = "problem";
    words.setAttribute("role", "alert");
    words.textContent = text;
    return words;
  }

  #ready() {
    fold(this.element);
    readAttributes(this.element);
    this.#mark();
  }

  // The tab of the part that is being read: the last one whose top has passed the head.
  #mark(part = "") {
    const head = this.element.querySelector(".ph")?.offsetHeight ?? 0;
    const tabs = [...this.element.querySelectorAll(".ph .tabs a")];
    const passed = (tab) => (this.element.querySelector(tab.hash)?.offsetTop ?? 0) <= this.element.scrollTop + head + 24;
    const now = part || tabs.findLast(passed)?.hash || tabs[0]?.hash;
    for (const tab of tabs) if (tab.hash === now) tab.setAttribute("aria-current", "true"); else tab.removeAttribute("aria-current");
  }

  #click(event) {
    const tab = event.target.closest(".tabs a");
    if (tab) { event.preventDefault(); this.go(tab.hash.slice(1)); }
    if (event.target.closest("[data-close]")) this.trace.close();
    const copy = event.target.closest("[data-copy-url]");
    if (copy) this.#copy(copy);
    const raw = event.target.closest("[data-raw]");
    if (raw && !raw.parentElement.open) this.#raw(raw);
  }

  go(part) {
    const section = this.element.querySelector(`#${part}`);
    if (!section) return;
    const details = section.querySelector("details:has(> [data-raw])");
    if (details && !details.open) { this.#raw(details.firstElementChild); details.open = true; }
    const head = this.element.querySelector(".ph")?.offsetHeight ?? 0;
    this.element.scrollTo({ top: section.offsetTop - head, behavior: "instant" });
    requestAnimationFrame(() => this.#mark(`#${part}`)); // after the scroll's own mark: the last parts never reach the top
  }

  async #copy(button) {
    button.parentElement.querySelector(".problem")?.remove();
    try {
      if (!(await copy(await (await load(button.dataset.copyUrl)).text()))) return;
    } catch (problem) {
      button.after(this.#problem(`Not copied. ${why(problem)}`));
      return;
    }
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1500);
  }

  async #raw(summary) {
    const box = summary.parentElement.querySelector("pre");
    if (box.textContent) return;
    try {
      box.textContent = await (await load(summary.dataset.raw)).text();
    } catch (problem) {
      box.replaceChildren(this.#problem(`The raw JSON could not be read. ${why(problem)}`));
    }
  }
}
