// A button that opens the browser's print dialog; without scripts its menu does.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
