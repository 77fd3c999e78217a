// A finger moves the card sideways and so presses a button that stands on the page:
// [data-swipe-to=start] by a swipe toward where lines begin, [data-swipe-to=end] the other way.
const FAR = 90; // px; less is a wobble, and the card goes back
const SLANT = 0.6; // what goes up or down more than this was meant to scroll
const KEPT = ".highlight, .table-scroll, a, button, input, textarea, select, summary";

const side = (dx) => (dx < 0 === (document.dir !== "rtl") ? "start" : "end");
const target = (dx) =>
  [...document.querySelectorAll(`[data-swipe-to=${side(dx)}]`)].find((one) => one.checkVisibility());

function follow(card, down) {
  let dx = 0;
  const move = (event) => {
    dx = event.clientX - down.clientX;
    if (!target(dx)) dx = 0;
    card.style.transform = `translateX(${dx}px) rotate(${dx / 40}deg)`;
    const label = Math.abs(dx) > FAR && target(dx);
    label ? (card.dataset.swipe = label.dataset.swipeLabel) : delete card.dataset.swipe;
  };
  const end = (event) => {
    controller.abort();
    const isSlanted = Math.abs(event.clientY - down.clientY) > Math.abs(dx) * SLANT;
    const meant = event.type === "pointerup" && Math.abs(dx) > FAR && !isSlanted && target(dx);
    card.style.transform = "";
    delete card.dataset.swipe;
    meant?.click?.();
  };
  const controller = new AbortController();
  const { signal } = controller;
  card.addEventListener("pointermove", move, { signal });
  card.addEventListener("pointerup", end, { signal });
  card.addEventListener("pointercancel", end, { signal });
}

for (const card of document.querySelectorAll("[data-swipe-card]")) {
  card.addEventListener("pointerdown", (event) => {
    const isFinger = event.pointerType === "touch" && event.isPrimary;
    if (isFinger && !event.target.closest(KEPT)) follow(card, event);
  });
}
