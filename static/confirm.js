// <a data-confirm href="page that asks">: the same question as a dialog, without leaving the page.
import { load } from "./fetch.js";

function heading(text) {
  const title = document.createElement("h2");
  title.id = "question-title";
  title.textContent = text;
  return title;
}

// A document without scripts: only its form comes over, with the token that posts it.
function show(form) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  dialog.setAttribute("aria-labelledby", "question-title");
  dialog.append(heading(form.dataset.question), document.adoptNode(form));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target !== dialog && !event.target.closest("[data-no]")) return;
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[data-no]").focus();
}

export function startConfirming() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[data-confirm]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    try {
      const page = new DOMParser().parseFromString(await (await load(link.href)).text(), "text/html");
      show(page.querySelector("[data-question]"));
    } catch (error) {
      if (error.status !== 401) location.assign(link.href); // the page itself says what is wrong
    }
  });
}
