// Long work in the admin: the page presses its button by itself, chunk after chunk,
// until all is done or somebody stops it. Where it stands, the server keeps.
const RETRY_MS = 3000;
// What a refusal means; 0 is a way to the log-in page, which is not followed.
const TROUBLES = { 0: "closed", 401: "closed", 403: "closed", 404: "gone" };

const box = document.querySelector("[data-bulk]");
const words = box.dataset;
const part = (name) => box.querySelector(`[data-bulk-${name}]`);
const [bar, form, button] = ["progress", "form", "button"].map((tag) => box.querySelector(tag));
const address = location.pathname + location.search;

const quarters = () => Math.floor((4 * bar.value) / bar.max);
let [isGoing, running] = [false, null];

/** The status is read aloud, so it changes only when there is something to say. */
function say(text) {
  if (part("status").textContent !== text) part("status").textContent = text;
}

function element(tag, ...content) {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}

function show(standing) {
  bar.value = standing.done;
  part("text").textContent = bar.textContent = standing.text;
  part("counts").replaceChildren(...standing.counts.map((text) => element("li", text)));
  part("refused").hidden = !standing.refused.length;
  const list = part("refused").querySelector("ul");
  for (const { name, url, problems } of standing.refused.slice(list.children.length)) {
    const link = element("a", name);
    link.href = url;
    list.append(element("li", link, element("ul", ...problems.map((one) => element("li", one)))));
  }
  part("more").textContent = standing.more;
}

/** The server's reply, {trouble: its name}, or null when it could not be reached. */
async function send() {
  try {
    const response = await fetch(address, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      redirect: "manual",
      // A chunk takes a few seconds: without a reply for so long, the connection is lost.
      signal: AbortSignal.timeout(10 * RETRY_MS),
    });
    if (response.ok) return await response.json();
    // From 502 on it is a proxy that doesn't reach the server.
    return response.status >= 502 ? null : { trouble: TROUBLES[response.status] ?? "broken" };
  } catch {
    return null;
  }
}

async function run() {
  while (isGoing) {
    const before = quarters();
    const reply = await send();
    if (reply?.trouble) {
      pause(words[reply.trouble]);
      part("again").hidden = reply.trouble !== "closed";
    } else if (reply) {
      show(reply);
      if (reply.is_finished) return location.replace(address);
      if (isGoing && quarters() > before) say(words[`quarter${quarters()}`]);
      else if (part("status").textContent === words.offline) say(words.going);
    } else if (isGoing) {
      say(words.offline);
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS);
        addEventListener("online", resolve, { once: true });
      });
    }
  }
}

function pause(text) {
  [isGoing, button.textContent] = [false, words.goOn];
  say(text);
}

function go() {
  [isGoing, button.textContent] = [true, words.stop];
  say(words.going);
  running ??= run().finally(() => (running = null));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  isGoing ? pause(words.stopped) : go();
  // Whoever stopped it and loads the page again wants it stopped still.
  history.replaceState(null, "", isGoing ? address : `${address}#stopped`);
});
location.hash === "#stopped" ? pause(words.stopped) : go();
