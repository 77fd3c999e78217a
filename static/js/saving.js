// Saves a form in the background: one request at a time, the newest state last,
// and again and again until the server has acknowledged it.
const RETRY_MS = 3000;

export class Saver {
  #form;
  #on;
  #wanted = false;
  #running = null;

  /** `on` has saved(reply), waiting(), closed(url), stale(). */
  constructor(form, on) {
    this.#form = form;
    this.#on = on;
  }

  /** Whether something is on its way, or waits for the connection. */
  get isBusy() {
    return this.#running !== null;
  }

  /** Save the form as it is now; resolves once nothing is left to save, to whether it is saved. */
  save() {
    this.#wanted = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  async #run() {
    while (this.#wanted) {
      this.#wanted = false;
      const reply = await this.#send();
      if (reply === null) {
        this.#wanted = true;
        this.#on.waiting();
        await new Promise((resolve) => {
          setTimeout(resolve, RETRY_MS);
          addEventListener("online", resolve, { once: true });
        });
      } else if (reply.closed || reply.stale) {
        reply.closed ? this.#on.closed(reply.closed) : this.#on.stale();
        return false;
      } else {
        this.#form.elements.seq.value = reply.seq;
        // What has changed meanwhile is not saved yet.
        if (!this.#wanted) this.#on.saved(reply);
      }
    }
    return true;
  }

  /** The server's reply, or null when it could not be reached. */
  async #send() {
    try {
      const response = await fetch(this.#form.action, {
        method: "POST",
        body: new FormData(this.#form),
        headers: { Accept: "application/json" },
        keepalive: true,
      });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      if (isJson) return await response.json();
      // A page instead of a reply: let the browser show it, by an ordinary save.
      return response.status >= 500 ? null : { stale: true };
    } catch {
      return null;
    }
  }
}
