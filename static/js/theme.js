/** Store the theme that `button` stands for and show it; false when it can't be stored. */
export async function changeTheme(form, button) {
  const data = new FormData(form, button);
  const reply = await fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  if (reply.type !== "opaqueredirect") return false;
  const root = document.documentElement;
  const theme = button.value === "system" ? "" : button.value;
  theme ? (root.dataset.theme = theme) : delete root.dataset.theme;
  document.querySelector("meta[name=color-scheme]").content = theme || "light dark";
  for (const one of form.querySelectorAll("button")) {
    one.setAttribute("aria-pressed", one === button);
  }
  document.querySelector("#status").textContent = form.dataset.done;
  return true;
}
