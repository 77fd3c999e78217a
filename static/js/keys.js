// Single keys, while no control has the focus. They can be switched off in the
// settings (WCAG 2.1.4), and each only presses something that stands on the page.
const CONTROLS = "a, button, input, select, textarea, summary, [contenteditable], [role=region]";

const press = (selector) => {
  const target = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());
  target?.click();
  return Boolean(target);
};

const actions = {
  " ": () => press("[data-flip]:not([open]) > summary") || press('[data-key="3"]'),
  Enter: () => press("[data-flip]:not([open]) > summary") || press('[data-key="3"]'),
  f: () => press("[data-flag]"),
};

function onKey(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(CONTROLS)) return;
  const { key } = event;
  const isDone =
    actions[key]?.() ||
    press(`[data-key="${CSS.escape(key)}"]`) ||
    (/^[1-9]$/.test(key) && press(`[data-digit="${key}"]`));
  if (isDone) event.preventDefault();
}

if (!document.body.hasAttribute("data-no-keys")) document.addEventListener("keydown", onKey);
