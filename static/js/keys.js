// Single keys, while no control but a checkbox has the focus. They can be switched off in
// the settings (WCAG 2.1.4), and each only presses something that stands on the page.
const CONTROLS = "a, button, input, select, textarea, summary, dialog, [contenteditable], [role=region]";
// Where one reads from right to left, the next card is on the left.
const MIRRORED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

const visible = (selector) =>
  [...document.querySelectorAll(selector)].find((one) => one.checkVisibility());

const press = (selector) => {
  const target = visible(selector);
  target?.click();
  return Boolean(target);
};

function search() {
  const target = visible("main [data-search]") ?? visible("[data-search]");
  target?.focus();
  target?.select();
  return target ? true : press(".site-tools__search");
}

/** Turn the card; once it is turned, give what the ticks suggest, or Good. */
const turn = () =>
  press("[data-flip]:not([open]) > summary") || press("[data-suggested]") || press('[data-key="3"]');

const actions = {
  " ": turn,
  Enter: turn,
  f: () => press("[data-flag]"),
  "/": search,
  "?": () => {
    document.querySelector("[data-help]")?.click();
    return true;
  },
};

function onKey(event) {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const control = event.target.closest(CONTROLS);
  // A box to tick keeps the space bar, and needs no other key.
  if (control && (control.type !== "checkbox" || event.key === " ")) return;
  let key = (document.dir === "rtl" && MIRRORED[event.key]) || event.key;
  if (key.length === 1) key = key.toLowerCase(); // Caps Lock
  const isDone =
    actions[key]?.() ||
    press(`[data-key="${CSS.escape(key)}"]`) ||
    (/^[1-9]$/.test(key) && press(`[data-digit="${key}"]`));
  if (isDone) event.preventDefault();
}

if (!document.body.hasAttribute("data-no-keys")) document.addEventListener("keydown", onKey);

// The sheet of keys opens over the page; when it can't, the link leads to its own page.
for (const link of document.querySelectorAll("[data-help]")) {
  let isOrdinary = false;
  link.addEventListener("click", async (event) => {
    if (document.querySelector("main [data-keys]")) return; // the page of the keys itself
    if (isOrdinary || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // The sheet gives the focus back: not to a link that is gone with its menu.
    link.closest("[data-menu][open]")?.querySelector("summary").focus();
    try {
      const { showHelp } = await import("./help.js");
      await showHelp(link.href);
    } catch {
      isOrdinary = true;
      link.click();
      isOrdinary = false;
    }
  });
}
