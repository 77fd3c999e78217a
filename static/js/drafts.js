// A draft stays in this tab until its card is rated or gets it as a note, or until a log-out:
// [data-forget] on a form names the card, or none for all.
const PREFIX = "draft:";
const box = document.querySelector("[data-draft]");

/** Storage may be off or full: the text still stands in the box. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

if (box) {
  const key = PREFIX + box.dataset.draft;
  const keep = () => attempt(() => sessionStorage.setItem(key, box.value));
  const kept = attempt(() => sessionStorage.getItem(key)) ?? "";
  // What was typed before this script came goes below what was kept.
  if (!box.value.includes(kept)) box.value = [kept, box.value].filter(Boolean).join("\n\n");
  if (box.value) {
    keep();
    box.closest("details").open = true;
  }
  box.addEventListener("input", keep);
}

addEventListener("submit", ({ target, defaultPrevented }) => {
  const { forget } = target.dataset;
  if (forget === undefined || defaultPrevented) return;
  attempt(() => {
    for (const key of Object.keys(sessionStorage)) {
      if (forget ? key === PREFIX + forget : key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    }
  });
});
