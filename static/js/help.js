// The sheet of keys: the page of that name, shown in a dialog over the present one.
let sheet = null;

async function fetched(url, prepare) {
  const reply = await fetch(url);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.append(page.querySelector("[data-keys]"));
  dialog.setAttribute("aria-labelledby", "keys-title");
  // Or the focus would go to the first link, and the sheet be scrolled down to it.
  const title = dialog.querySelector("#keys-title");
  Object.assign(title, { tabIndex: -1, autofocus: true });
  prepare(dialog);
  const close = dialog.querySelector("[data-close]");
  close.hidden = false;
  close.addEventListener("click", () => dialog.close());
  // A click beside the sheet closes it; so does Escape, by the browser itself.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
}

/** Show the sheet, which `prepare` has seen; raises when the page at `url` can't be had. */
export async function showHelp(url, prepare) {
  // What is kept is the promise: asked for twice on a slow connection, it is one sheet.
  sheet ??= fetched(url, prepare);
  try {
    const dialog = await sheet;
    if (!dialog.open) dialog.showModal();
  } catch (error) {
    sheet = null;
    throw error;
  }
}
