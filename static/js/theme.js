// The theme changes at once and in place, so that a half-written form stays as it is.
// Without this script, or when it can't be stored, the form goes the ordinary way.
for (const form of document.querySelectorAll("[data-theme-form]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    const data = new FormData(form, button);
    const reply = await fetch(form.action, { method: "POST", body: data, redirect: "manual" }).catch(
      () => null,
    );
    if (reply?.type !== "opaqueredirect") return;
    const root = document.documentElement;
    const theme = button.value === "system" ? "" : button.value;
    theme ? (root.dataset.theme = theme) : delete root.dataset.theme;
    document.querySelector("meta[name=color-scheme]").content = theme || "light dark";
    for (const one of form.querySelectorAll("button")) {
      one.setAttribute("aria-pressed", one === button);
    }
    document.querySelector("#status").textContent = form.dataset.done;
  });
}
