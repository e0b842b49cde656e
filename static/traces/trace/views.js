// Which view shows: the waterfall, the flames or the conversation. The conversation is read when it is first looked at.
import { load } from "../../fetch.js";
import { fold } from "./fold.js";

export class Views {
  constructor(trace, { tabs, parts, conversation }) {
    Object.assign(this, { trace, tabs, parts, conversation });
    tabs.addEventListener("click", (event) => {
      const tab = event.target.closest("a[data-view]");
      if (!tab || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      trace.state.set({ view: tab.dataset.view === "waterfall" ? "" : tab.dataset.view });
    });
    trace.state.addEventListener("change", ({ detail }) => { if (detail.has("view")) this.show(); });
    parts.conversation.addEventListener("click", (event) => this.#open(event));
    this.show();
  }

  get view() { return Object.hasOwn(this.parts, this.trace.state.view) ? this.trace.state.view : "waterfall"; }

  show() {
    for (const [name, part] of Object.entries(this.parts)) part.hidden = name !== this.view;
    for (const tab of this.tabs.querySelectorAll("a")) {
      if (tab.dataset.view === this.view) tab.setAttribute("aria-current", "true"); else tab.removeAttribute("aria-current");
    }
    for (const tool of document.querySelectorAll("[data-only]")) tool.hidden = !tool.dataset.only.split(" ").includes(this.view);
    if (this.view === "conversation") this.#read();
    this.trace.dispatchEvent(new Event("rows"));
  }

  async #read() {
    if (this.read) return;
    this.read = true;
    const part = this.parts.conversation;
    try {
      const answer = await load(this.conversation);
      part.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.children);
      fold(part);
      this.trace.dispatchEvent(new Event("talk"));
    } catch {
      this.read = false;
      part.textContent = "The conversation could not be read. Choose the tab again to try once more.";
    }
  }

  #open(event) {
    const link = event.target.closest("a[data-span]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const i = this.trace.model.find(link.dataset.span);
    if (i >= 0) this.trace.open(i);
  }
}
