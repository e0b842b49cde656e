// Waits for the first trace: asks for the list, shows what was refused, and becomes the list once there is one.

const EVERY_MS = 2000;
const waiting = document.querySelector("[data-wait]");
const heard = document.querySelector("#heard");
let said = heard.innerHTML;

waiting.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status === 401) clearInterval(timer); // signed out: on the way to the sign-in page
});
heard.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, serverResponse } = event.detail;
  if (xhr.status !== 200) return;
  if (!xhr.getResponseHeader("X-Still-Waiting")) {
    event.detail.shouldSwap = false;
    location.assign(waiting.getAttribute("hx-get"));
  } else if (serverResponse === said) {
    event.detail.shouldSwap = false; // a screen reader would read it all again
  }
  said = serverResponse;
});
const timer = setInterval(() => {
  if (!document.hidden) window.htmx.trigger(waiting, "arrived-check");
}, EVERY_MS);
