// A card: it turns over like one, the answer takes the focus once it is shown, so that
// a screen reader goes on there; a tap on the prompt turns the card, too.
const HALF_MS = 120;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Turn the card edge on, let `change` happen there, and turn it on to the other side. */
function turn(card, change) {
  const edge = { transform: "perspective(90rem) rotateX(90deg)" };
  const flat = { transform: "perspective(90rem) rotateX(0)" };
  const away = card.animate([flat, edge], { duration: HALF_MS, easing: "ease-in" });
  away.onfinish = () => {
    change();
    const back = { transform: "perspective(90rem) rotateX(-90deg)" };
    card.animate([back, flat], { duration: HALF_MS * 1.4, easing: "ease-out" });
  };
}

for (const flip of document.querySelectorAll("[data-flip]")) {
  const answer = flip.querySelector("[data-flip-answer]");
  const summary = flip.querySelector("summary");
  const card = flip.closest(".card");
  let isTurning = false;
  flip.addEventListener("toggle", () => {
    if (!flip.open) return;
    answer.focus({ preventScroll: true });
    // The card is shorter now than its front was tall.
    if (card.getBoundingClientRect().top < 0) card.scrollIntoView();
  });
  summary.addEventListener("click", (event) => {
    if (still.matches || !card) return;
    event.preventDefault();
    if (isTurning) return;
    isTurning = true;
    turn(card, () => {
      flip.open = !flip.open;
      isTurning = false;
    });
  });
  flip.parentElement.querySelector(".card__prompt")?.addEventListener("click", (event) => {
    const isSelecting = String(getSelection()) !== "";
    if (!flip.open && !isSelecting && !event.target.closest("a, .highlight")) summary.click();
  });
}
