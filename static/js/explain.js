// Explaining before looking: what is written stays in this tab, and the ticks at the key
// points suggest a rating, in words and by a mark on its button. The person decides.
for (const box of document.querySelectorAll("[data-draft]")) {
  const key = `draft:${box.dataset.draft}`;
  const keep = () => {
    try {
      sessionStorage.setItem(key, box.value);
    } catch {
      // off or full: the text still stands in the box
    }
  };
  try {
    // What was typed before this script came is newer than what was kept.
    if (!box.value) box.value = sessionStorage.getItem(key) ?? "";
  } catch {
    continue;
  }
  keep();
  if (box.value) box.closest("details").open = true;
  box.addEventListener("input", keep);
}

const GOOD = 3;
const HARD = 2;
const AGAIN = 1;

for (const form of document.querySelectorAll("[data-points]")) {
  const points = [...form.querySelectorAll("[data-point]")];
  const none = form.querySelector("[data-point-none]");
  const words = form.querySelector("[data-suggestion]");
  if (!points.length) continue;
  const suggest = (target) => {
    if (target === none && none.checked) for (const one of points) one.checked = false;
    if (target !== none && target?.checked) none.checked = false;
    const covered = points.filter((one) => one.checked).length;
    const looked = covered > 0 || none.checked;
    let rating = covered * 2 >= points.length ? HARD : AGAIN;
    if (covered === points.length) rating = GOOD;
    for (const button of form.querySelectorAll("[name=rating]")) {
      const value = Number(button.value);
      button.toggleAttribute("data-suggested", looked && value === rating);
      button.classList.toggle("button--primary", value === (looked ? rating : GOOD));
    }
    const label = form.querySelector("[data-suggested] [data-rating-label]")?.textContent;
    words.textContent = label ? words.dataset.words.replace("%s", label) : "";
  };
  form.addEventListener("change", ({ target }) => suggest(target));
  suggest(); // the first tick may have come before this script
}
