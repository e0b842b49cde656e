// The trace in memory: columns in tree order (see traces/analysis/columns.py). A span is known by its position.

function spread(count, [positions, values]) {
  const column = new Float64Array(count).fill(-1);
  positions.forEach((at, k) => { column[at] = values[k]; });
  return column;
}

function flags(count, positions) {
  const column = new Uint8Array(count);
  for (const at of positions) column[at] = 1;
  return column;
}

export class Model {
  constructor(data) {
    const n = data.count;
    Object.assign(this, { count: n, duration: data.duration, origin: data.origin, minimap: data.minimap, data });
    this.parent = Int32Array.from(data.parent);
    this.offset = Float64Array.from(data.offset);
    this.length = Float64Array.from(data.length);
    this.lane = Int32Array.from(data.lane);
    for (const name of ["first", "input", "output", "cost"]) this[name] = spread(n, data[name]);
    this.shift = new Float64Array(n);
    data.shift[0].forEach((at, k) => { this.shift[at] = data.shift[1][k]; });
    this.critical = new Float64Array(n);
    data.path.at.forEach((at, k) => { if (at >= 0) this.critical[at] += data.path.length[k]; });
    this.counted = flags(n, data.counted);
    this.superseded = flags(n, data.superseded);
    this.depth = new Int32Array(n);
    this.size = new Int32Array(n).fill(1);
    this.sums = { tokens: new Float64Array(n), cost: new Float64Array(n), calls: new Int32Array(n), priced: new Int32Array(n) };
    this.places = new Map();
    this.#grow();
    this.deepest = this.depth.reduce((most, depth) => Math.max(most, depth), 0);
  }

  // Parents stand before their children, so one pass down gives depths and one up gives the sums of subtrees.
  #grow() {
    for (let i = 0; i < this.count; i++) {
      if (this.parent[i] >= 0) this.depth[i] = this.depth[this.parent[i]] + 1;
      const id = this.id(i);
      if (!this.places.has(id) || this.superseded[this.places.get(id)]) this.places.set(id, i);
      if (!this.counted[i]) continue;
      this.sums.calls[i] = 1;
      this.sums.tokens[i] = this.tokens(i) ?? 0;
      if (this.cost[i] >= 0) { this.sums.cost[i] = this.cost[i]; this.sums.priced[i] = 1; }
    }
    for (let i = this.count - 1; i >= 0; i--) {
      const above = this.parent[i];
      if (above < 0) continue;
      this.size[above] += this.size[i];
      for (const sum of Object.values(this.sums)) sum[above] += sum[i];
    }
  }

  id(i) { return this.data.ids.slice(i * 16, i * 16 + 16); }
  find(id) { return this.places.get(id) ?? -1; }
  failed(i) { return this.data.status[i] === "e"; }
  #text(column, i) { return this.data[column].of[this.data[column].at[i]]; }
  name(i) { return this.#text("name", i); }
  kind(i) { return this.#text("kind", i); }
  labels(i) { return this.#text("labels", i); }
  tokens(i) {
    if (this.input[i] < 0 && this.output[i] < 0) return null;
    return Math.max(this.input[i], 0) + Math.max(this.output[i], 0);
  }

  // Positions whose texts hold every word of the query. Each distinct text is looked at once.
  search(query) {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const columns = ["name", "kind", "model", "service", "error", "labels"].map((name) => this.data[name]);
    const tests = words.map((word) => columns.map((column) => column.of.map((text) => String(text).toLowerCase().includes(word))));
    const hit = (i) => words.every((word, w) =>
      tests[w].some((found, c) => found[columns[c].at[i]]) || this.id(i) === word || this.id(i).startsWith(word));
    return Array.from({ length: this.count }, (_, i) => i).filter(hit);
  }

  // The positions that show when the subtrees of `collapsed` (positions) are folded away.
  visible(collapsed) {
    const shown = [];
    for (let i = 0; i < this.count; i += collapsed.has(i) ? this.size[i] : 1) shown.push(i);
    return Int32Array.from(shown);
  }
}
