// An explanation that is written before looking stays in this tab until its card is rated,
// put off or given the text as a note, or until somebody logs out. A form with [data-forget]
// forgets the draft of the card that it names, or all of them.
const PREFIX = "draft:";

/** Storage may be off or full: the text still stands in the box. */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

function forget(slug) {
  const keys = slug ? [PREFIX + slug] : Object.keys(sessionStorage);
  for (const key of keys) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
}

const box = document.querySelector("[data-draft]");
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
  const { forget: slug } = target.dataset;
  if (slug !== undefined && !defaultPrevented) attempt(() => forget(slug));
});
