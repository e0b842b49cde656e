// The menu of filters: the tags there are when it opens, the commonest values of a facet when that opens, narrowed down
// while the person types.

import { load } from "../fetch.js";

const PAUSE_MS = 160;

/** The nodes that the address answers with; null: what is not suggested can still be typed. */
async function fetched(url) {
  const answer = await load(url).catch(() => null);
  return answer && [...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes];
}

async function suggest(form) {
  const values = form.querySelector("[data-values]");
  if (!values) return;
  const input = form.querySelector("input.input");
  const url = new URL(values.dataset.values, location.href);
  url.searchParams.set("prefix", input.value);
  const asked = input.value;
  const found = await fetched(url);
  if (found && input.value === asked) values.replaceChildren(...found);
}

async function showTags(place) {
  if (place.childElementCount) return;
  const found = await fetched(new URL(place.dataset.tags, location.href));
  if (!found) return;
  place.replaceChildren(...found);
  place.querySelectorAll("details.facet").forEach(startFacet);
}

function startFacet(facet) {
  const form = facet.querySelector("form");
  let timer = 0;
  facet.addEventListener("toggle", () => {
    if (!facet.open) return;
    suggest(form);
    form.querySelector(".input").focus();
  });
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE_MS, form);
  });
}

export function startSuggestions() {
  document.querySelectorAll("details.facet").forEach(startFacet);
  const tags = document.querySelector("[data-tags]");
  const menu = tags?.closest("details");
  menu?.addEventListener("toggle", () => menu.open && showTags(tags));
}
