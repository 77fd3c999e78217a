// While a page or a form is on its way: say so when it takes long, press nothing twice,
// and without a connection keep what was entered instead of losing it to an error page.
const WAIT_MS = 400; // a quicker answer needs no word
const PATIENCE_MS = 20_000; // a download never leaves the page
const { body } = document;
const spoken = document.querySelector("#status");
let timer = null;

function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    body.classList.add("is-loading");
    spoken.textContent = body.dataset.loading;
    timer = setTimeout(rest, PATIENCE_MS);
  }, WAIT_MS);
}

function rest() {
  clearTimeout(timer);
  for (const form of document.forms) delete form.dataset.sent;
  if (!body.classList.contains("is-loading")) return;
  body.classList.remove("is-loading");
  spoken.textContent = "";
}

function sayOffline() {
  const region = document.querySelector("#messages");
  const message = document.createElement("p");
  message.className = "message message--warning";
  message.textContent = body.dataset.offline;
  region.replaceChildren(message);
  message.scrollIntoView({ block: "nearest" });
  addEventListener("online", () => message.remove(), { once: true });
}

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.submitter?.formMethod === "dialog") event.preventDefault(); // it is sent nowhere
  if (event.defaultPrevented) return;
  if (!navigator.onLine) {
    event.preventDefault();
    sayOffline();
  } else if (form.dataset.sent && form.method === "post") {
    event.preventDefault();
  } else {
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000); // a lost answer may be asked for again
    wait();
  }
});

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented || link.target || link.origin !== location.origin)
    return;
  if ("download" in link.dataset) return; // a file comes, and the page stays
  const isHere = link.pathname === location.pathname && link.search === location.search;
  if (link.hash && isHere) return;
  if (navigator.onLine) return wait();
  event.preventDefault();
  sayOffline();
});

// Back again by the back button: the page is as it was left.
addEventListener("pageshow", rest);
