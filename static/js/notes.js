// The panel below a card: notes are kept as one leaves the field, bookmarks as one presses
// the star, and the page stays where it is. What the server refuses is sent once more as an
// ordinary form, whose page shows both notes, or says what is wrong.
const PATIENCE_MS = 10_000;

async function send(form, button) {
  const body = new FormData(form, button);
  const reply = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { Accept: "application/json" },
    keepalive: true, // also while the next page is on its way
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  return { status: reply.status, answer: reply.ok ? await reply.json() : null };
}

const note = document.querySelector("[data-note]");
if (note) {
  const status = note.querySelector("[data-note-status]");
  const { text, seq } = note.elements;
  let stored = text.defaultValue; // what the browser put back is not stored yet
  let queue = Promise.resolve(); // one save after the other, each naming the one before

  const save = async (isAsked) => {
    const sent = text.value;
    if (sent === stored) {
      if (isAsked) status.textContent = note.dataset.saved;
      return;
    }
    status.textContent = note.dataset.saving;
    try {
      const { answer, status: code } = await send(note);
      if (answer) {
        stored = sent;
        seq.value = answer.seq;
        status.textContent = note.dataset.saved;
      } else if (isAsked && code < 500) note.submit();
      else status.textContent = note.dataset.failed;
    } catch {
      status.textContent = note.dataset.failed;
    }
  };

  text.addEventListener("change", () => {
    queue = queue.then(() => save(false));
  });
  text.addEventListener("input", () => {
    status.textContent = "";
  });
  note.addEventListener("submit", (event) => {
    if (!navigator.onLine) return; // sending.js says so
    event.preventDefault();
    queue = queue.then(() => save(true));
  });
}

const mark = document.querySelector("[data-bookmark]");
mark?.addEventListener("submit", async (event) => {
  if (!navigator.onLine) return;
  event.preventDefault();
  const { submitter: button } = event;
  const status = document.querySelector("#status");
  try {
    const { answer } = await send(mark, button);
    if (!answer) throw new Error();
    button.value = answer.on ? "0" : "1";
    button.setAttribute("aria-pressed", String(answer.on));
    status.textContent = answer.on ? mark.dataset.on : mark.dataset.off;
  } catch {
    status.textContent = mark.dataset.failed;
  }
});
