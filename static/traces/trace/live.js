import { load, Refused } from "../../fetch.js";

// A trace that is not settled grows: asks for its rows again and again, less and less often, until it is settled.
const SOONEST = 2000, LATEST = 15000; // ms
const GONE = new Set([401, 403, 404]); // signed out, no longer a member, deleted: asking again changes nothing

export function follow(trace, { url, facts, said }) {
  let wait = SOONEST;
  let seen = "";

  async function look() {
    if (document.hidden) { setTimeout(look, wait); return; }
    const began = performance.now();
    try {
      take(await (await load(url)).json());
    } catch (problem) {
      if (problem instanceof Refused && GONE.has(problem.status)) { said.hidden = true; return; }
      // else the server is away: the next look finds out
    }
    wait = Math.min(Math.max(wait * 1.25, 8 * (performance.now() - began)), LATEST);
    if (!said.hidden) setTimeout(look, wait);
  }

  function take({ columns, settled, facts_html: words }) {
    const now = `${columns.count} ${columns.duration} ${columns.counted.length}`;
    if (now !== seen && seen) wait = SOONEST;
    if (now !== `${trace.model.count} ${trace.model.duration} ${trace.model.data.counted.length}`) trace.update(columns);
    seen = now;
    facts.replaceChildren(...new DOMParser().parseFromString(words, "text/html").body.children);
    said.hidden = settled;
  }

  setTimeout(look, wait);
}
