// The clock of a running quiz. The server tells the seconds left; here they only
// run down, by a clock that nobody can set.
export class Clock {
  #box;
  #face;
  #end;
  #warnings;

  constructor(box, { onWarning, onEnd }) {
    this.#box = box;
    this.#face = box.querySelector("[data-clock-face]");
    this.#warnings = (box.dataset.warnings ?? "").split(" ").filter(Boolean).map(Number);
    this.set(Number(box.dataset.clock));
    // What is past already needs no warning.
    this.#warnings = this.#warnings.filter((seconds) => seconds < this.left);
    this.#restoreHidden();
    const timer = setInterval(() => {
      this.#show();
      if (this.#warnings.length && this.left <= this.#warnings[0]) {
        this.#warnings.shift();
        onWarning(`${box.dataset.warningText} ${this.text}`);
      }
      if (this.left > 0) return;
      clearInterval(timer);
      onEnd();
    }, 250);
  }

  set(secondsLeft) {
    this.#end = performance.now() + secondsLeft * 1000;
    this.#show();
  }

  get left() {
    return Math.max(0, (this.#end - performance.now()) / 1000);
  }

  get text() {
    const left = Math.ceil(this.left);
    const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    if (!parts[0]) parts.shift();
    return parts.map((part, place) => (place ? String(part).padStart(2, "0") : part)).join(":");
  }

  #show() {
    const text = this.#box.dataset.left.replace("{time}", this.text);
    if (this.#face.textContent !== text) this.#face.textContent = text;
    this.#face.classList.toggle("clock--warning", this.left <= 60);
  }

  /** Hidden once, hidden on the next question, too. */
  #restoreHidden() {
    const key = "flipside-clock-hidden";
    try {
      if (localStorage.getItem(key)) this.#box.open = false;
      this.#box.addEventListener("toggle", () =>
        this.#box.open ? localStorage.removeItem(key) : localStorage.setItem(key, "1"),
      );
    } catch {
      // Storage is switched off: the clock can still be hidden, page by page.
    }
  }
}
