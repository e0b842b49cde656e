// The menu of filters: the commonest values of a facet when it opens, narrowed down while the person types.

import { load } from "../fetch.js";

const PAUSE_MS = 160;

async function suggest(form) {
  const values = form.querySelector("[data-values]");
  if (!values) return;
  const input = form.querySelector("input.input");
  const url = new URL(values.dataset.values, location.href);
  url.searchParams.set("prefix", input.value);
  const asked = input.value;
  const answer = await load(url).catch(() => null); // what is not suggested can still be typed
  if (!answer || input.value !== asked) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  values.replaceChildren(...parsed.body.childNodes);
}

export function startSuggestions() {
  for (const facet of document.querySelectorAll("details.facet")) {
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
}
