// A card: the answer takes the focus once it is shown, so that a screen reader
// goes on there; a tap on the prompt turns the card, too.
for (const flip of document.querySelectorAll("[data-flip]")) {
  const answer = flip.querySelector("[data-flip-answer]");
  flip.addEventListener("toggle", () => {
    if (flip.open) answer.focus({ preventScroll: true });
  });
  const prompt = flip.parentElement.querySelector(".card__prompt");
  prompt?.addEventListener("click", (event) => {
    const isSelecting = String(getSelection()) !== "";
    if (!isSelecting && !event.target.closest("a, .highlight")) flip.open = true;
  });
}
