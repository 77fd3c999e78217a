// The ticks at the key points suggest a rating, in words and by its button, which Space and
// Enter press, too. The person decides.
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
