// What the person sees, kept in the URL: span, view, zoom, q, path. Listeners hear which of these changed.
const KEPT = ["span", "view", "zoom", "q", "path"]; // path=off: without the critical path

export class State extends EventTarget {
  constructor() {
    super();
    Object.assign(this, this.#read());
    window.addEventListener("popstate", () => this.#apply(this.#read()));
  }

  #read() {
    const query = new URLSearchParams(window.location.search);
    return Object.fromEntries(KEPT.map((name) => [name, query.get(name) ?? ""]));
  }

  // A step the back button undoes; `quiet` ones (moving on with j, typing) replace the last step instead.
  set(changes, { quiet = false } = {}) {
    const before = window.location.search;
    const url = this.url(changes);
    this.#apply(changes);
    if (new URL(url, window.location.href).search === before) return;
    window.history[quiet ? "replaceState" : "pushState"](null, "", url);
  }

  url(changes) {
    const query = new URLSearchParams(window.location.search);
    for (const name of KEPT) {
      const value = name in changes ? changes[name] : this[name];
      if (value) query.set(name, value); else query.delete(name);
    }
    return `${window.location.pathname}${query.size ? `?${query}` : ""}`;
  }

  #apply(changes) {
    const changed = KEPT.filter((name) => name in changes && changes[name] !== this[name]);
    Object.assign(this, changes);
    if (changed.length) this.dispatchEvent(new CustomEvent("change", { detail: new Set(changed) }));
  }

  // `zoom` is "from-to" in milliseconds after the start; the whole trace when absent or nonsense.
  window(duration) {
    const [from, to] = this.zoom.split("-").map((part) => Number(part) * 1e6);
    const whole = [0, Math.max(duration, 1)];
    if (!this.zoom || !(from >= 0) || !(to > from) || from >= whole[1]) return whole;
    return [from, Math.min(to, whole[1])];
  }

  zoomTo(from, to, duration) {
    const whole = from <= 0 && to >= duration;
    const ms = (ns) => String(Number((ns / 1e6).toFixed(6)));
    this.set({ zoom: whole ? "" : `${ms(Math.max(from, 0))}-${ms(Math.min(to, duration))}` });
  }
}
