// A running quiz: save as one chooses, show the clock, lead on when time is up.
import { Clock } from "./clock.js";
import { Saver } from "./saving.js";

const form = document.querySelector("[data-quiz]");
const spoken = document.querySelector("#status");
const box = document.querySelector("[data-clock]");

const finishUrl = form?.dataset.finish ?? location.pathname;

/** Finish by an ordinary form, so that the browser follows to the results. */
function finish() {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  const end = Object.assign(document.createElement("form"), { method: "post", action: finishUrl });
  end.append(token.cloneNode());
  document.body.append(end);
  end.submit();
}

function showInMap() {
  const item = document.querySelector(".map__item.is-current");
  const isAnswered = [...form.elements].some(
    (one) => (one.name === "choice" && one.checked) || (one.name === "typed" && one.value.trim()),
  );
  const isFlagged = form.elements.flagged.checked;
  item.classList.toggle("is-answered", isAnswered);
  item.classList.toggle("is-flagged", isFlagged);
  const words = [isAnswered ? form.dataset.answered : form.dataset.open];
  if (isFlagged) words.push(form.dataset.flagged);
  item.querySelector("[data-map-state]").textContent = `, ${words.join(", ")}`;
  document.querySelector("[data-answered-count]").textContent =
    document.querySelectorAll(".map__item.is-answered").length;
}

let clock = null;
let saver = null;

if (form) {
  const status = form.querySelector("[data-status]");
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };
  form.querySelector("[data-save]")?.setAttribute("hidden", "");
  saver = new Saver(form, {
    saved(reply) {
      say(form.dataset.saved);
      if (reply.seconds_left !== null) clock?.set(reply.seconds_left);
    },
    waiting: () => say(form.dataset.offline),
    closed: (url) => location.assign(url),
    // Changed elsewhere: an ordinary save shows both answers and asks.
    stale: () => form.submit(),
  });
  let typing = null;
  form.addEventListener("input", (event) => {
    if (event.target.name === "typed") {
      clearTimeout(typing);
      typing = setTimeout(() => saver.save(), 700);
    }
  });
  const onChange = () => {
    say(form.dataset.saving);
    showInMap();
    saver.save();
  };
  form.addEventListener("change", onChange);
  // Moving on during a save would seem a change from elsewhere, and without a
  // connection would lose the choice to the browser's error page: save first.
  form.addEventListener("submit", async (event) => {
    if (!saver.isBusy && navigator.onLine) return;
    event.preventDefault();
    if (await saver.save()) form.requestSubmit(event.submitter);
  });
  // What was chosen before this script had arrived.
  const isChanged = (one) => one.checked !== one.defaultChecked || one.value !== one.defaultValue;
  if ([...form.querySelectorAll("input:not([type=hidden])")].some(isChanged)) onChange();
}

if (box) {
  clock = new Clock(box, {
    onWarning: (text) => (spoken.textContent = text),
    onEnd: async () => {
      // What is chosen still counts within the grace; then on to the results.
      if (saver) await Promise.race([saver.save(), new Promise((done) => setTimeout(done, 3000))]);
      // Without a connection there would be only the browser's error page: wait here.
      if (!navigator.onLine) {
        await new Promise((back) => addEventListener("online", back, { once: true }));
      }
      finish();
    },
  });
  // A tab that slept asks for the true time when it wakes.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) saver?.save();
  });
}
