// Menus are <details>: here they also close as people expect.
const menus = [...document.querySelectorAll("[data-menu]")];

document.addEventListener("click", (event) => {
  for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus.filter((one) => one.open)) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const menu of menus) {
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

// The theme changes at once and in place, so that a half-written form stays as it is.
// When it can't be stored so, the form goes the ordinary way.
for (const form of document.querySelectorAll("[data-theme-form]")) {
  let isOrdinary = false;
  form.addEventListener("submit", async (event) => {
    if (isOrdinary) return;
    event.preventDefault();
    const { submitter } = event;
    const isDone = await import("./theme.js")
      .then(({ changeTheme }) => changeTheme(form, submitter))
      .catch(() => false);
    if (isDone) return;
    isOrdinary = true;
    form.requestSubmit(submitter);
    isOrdinary = false;
  });
}
