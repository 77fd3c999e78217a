// Single keys, while no control but a checkbox has the focus; each only presses something
// that stands on the page. They can be switched off in the settings and, by whoever has none,
// on this device (WCAG 2.1.4): then no cap and no tooltip names them.
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

const OFF = "keys-off"; // in this browser's storage
const { dataset } = document.body;
const isOffInSettings = "noKeys" in dataset;

/** Name the keys, or don't, and show the switch; once more for a sheet that came later. */
function showKeys(root = document) {
  const isOff = "noKeys" in dataset;
  for (const one of root.querySelectorAll("[data-tip]")) {
    one.dataset.untipped ??= one.title;
    one.title = isOff ? one.dataset.untipped : one.dataset.tip;
  }
  for (const one of root.querySelectorAll("[data-keys-switch]")) one.hidden = isOffInSettings;
  for (const one of root.querySelectorAll("[data-keys-off]")) one.checked = isOff;
}

function switchKeys(isOff) {
  isOff ? (dataset.noKeys = "") : delete dataset.noKeys;
  try {
    isOff ? localStorage.setItem(OFF, "1") : localStorage.removeItem(OFF);
  } catch {
    // Without storage it holds for this page.
  }
  showKeys();
}

try {
  if (localStorage.getItem(OFF)) dataset.noKeys = "";
} catch {
  // Nothing is stored.
}
showKeys();
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-keys-off]")) switchKeys(target.checked);
});

function onKey(event) {
  if ("noKeys" in dataset) return;
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const control = event.target.closest(CONTROLS);
  // A box to tick keeps the space bar, and needs no other key; a sheet lies over the page.
  const isTick = control?.type === "checkbox" && !control.closest("dialog");
  if (control && (!isTick || event.key === " ")) return;
  let key = (document.dir === "rtl" && MIRRORED[event.key]) || event.key;
  if (key.length === 1) key = key.toLowerCase(); // Caps Lock
  const isDone =
    actions[key]?.() ||
    press(`[data-key="${CSS.escape(key)}"]`) ||
    (/^[1-9]$/.test(key) && press(`[data-digit="${key}"]`));
  if (isDone) event.preventDefault();
}

document.addEventListener("keydown", onKey);

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
      await showHelp(link.href, showKeys);
    } catch {
      isOrdinary = true;
      link.click();
      isOrdinary = false;
    }
  });
}
