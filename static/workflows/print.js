// "PDF" prints the page; the browser's dialog makes the file. Without a script there is no button.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
