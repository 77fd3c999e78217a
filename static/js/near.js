// What is seldom used comes when somebody comes near it, by pointer or by key, so that
// every page stays light: [data-near] on the part names its script.
const scripts = {
  explain: () => import("./explain.js"),
  notes: () => import("./notes.js"),
};

for (const part of document.querySelectorAll("[data-near]")) {
  let isHere = false;
  const come = async () => {
    try {
      await scripts[part.dataset.near]();
    } catch {
      // Without it the forms work as forms.
    }
    isHere = true;
  };
  part.addEventListener("pointerover", come, { once: true });
  part.addEventListener("focusin", come, { once: true });
  part.addEventListener("submit", async (event) => {
    if (isHere || event.defaultPrevented) return;
    const { target, submitter } = event;
    event.preventDefault();
    await come();
    target.requestSubmit(submitter);
  });
}
