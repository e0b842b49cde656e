// Waits for the first trace: asks for the list, and becomes the list once there is something in it.

const EVERY_MS = 2000;
const waiting = document.querySelector("[data-wait]");

waiting.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status === 401) clearInterval(timer); // signed out: on the way to the sign-in page
});
waiting.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 200) return;
  event.detail.shouldSwap = false;
  location.assign(waiting.getAttribute("hx-get"));
});
const timer = setInterval(() => {
  if (!document.hidden) window.htmx.trigger(waiting, "arrived-check");
}, EVERY_MS);
