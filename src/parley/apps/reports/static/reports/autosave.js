// Saves a block while it is written. Without this script the form is saved by its button.
// Until the server has taken them, words stand in the tab's own store as well.
const PAUSE_MS = 1500;
const FIRST_RETRY_MS = 3000;
const LONGEST_RETRY_MS = 30_000;
// Of a request that has to outlive its page, browsers take no more than 64 KiB.
const KEPT_ALIVE = 60_000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-state]");
    this.conflict = form.querySelector("[data-conflict]");
    this.others = document.querySelector("[data-others]");
    this.key = `parley-report-${form.dataset.autosave}`;
    this.saved = this.words();
    this.busy = null;
    this.stopped = this.conflict.children.length > 0;
    this.retry = FIRST_RETRY_MS;
    this.restore();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("click", (event) => {
      if (event.target.closest("[data-theirs]")) this.forget();
    });
    document.addEventListener("click", (event) => this.follow(event));
    addEventListener("pagehide", () => this.leave());
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    addEventListener("beforeunload", (event) => {
      if (!this.submitting && this.isDirty() && (this.stopped || this.failing)) event.preventDefault();
    });
  }

  // What the person writes, and nothing of the form's own.
  fields() {
    const own = new Set(["csrfmiddlewaretoken", "seen", "kind"]);
    return [...this.form.elements].filter((field) => field.name && field.type !== "submit" && !own.has(field.name));
  }

  words() {
    const found = this.fields().map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value]);
    return JSON.stringify(Object.fromEntries(found));
  }

  isDirty() {
    return this.words() !== this.saved;
  }

  say(text) {
    if (this.state.textContent !== text) this.state.textContent = text;
  }

  // ---- the tab's own store

  keep(submitted = false) {
    try {
      const seen = this.form.elements.seen.value;
      sessionStorage.setItem(this.key, JSON.stringify({ words: this.words(), seen, submitted }));
    } catch {
      // A full or forbidden store: the form still has them.
    }
  }

  forget() {
    sessionStorage.removeItem(this.key);
    this.saved = this.words();
  }

  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (!kept || this.stopped) return;
    const isSame = kept.seen === this.form.elements.seen.value;
    // Sent by the button, and since then something was saved: that was it.
    if (kept.words === this.saved || (kept.submitted && !isSame) || this.form.querySelector("[data-error-summary]")) {
      this.forget();
      return;
    }
    const words = JSON.parse(kept.words);
    for (const field of this.fields()) {
      if (!(field.name in words)) continue;
      if (field.type === "checkbox") field.checked = words[field.name];
      else field.value = words[field.name];
    }
    // The version that they were written on: what somebody else saved since then is not written over.
    this.form.elements.seen.value = kept.seen;
    this.say(this.form.dataset.returned);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  // ---- saving

  changed() {
    if (!this.isDirty()) return;
    this.keep();
    if (this.stopped) return;
    this.say(this.form.dataset.editing);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  save() {
    clearTimeout(this.timer);
    if (this.stopped || this.submitting || this.busy || !this.isDirty()) return this.busy;
    this.busy = this.send().finally(() => {
      this.busy = null;
      if (!this.failing && !this.refused && this.isDirty()) this.timer = setTimeout(() => this.save(), PAUSE_MS);
    });
    return this.busy;
  }

  async send() {
    const words = this.words();
    const body = new URLSearchParams(new FormData(this.form));
    this.refused = false;
    this.say(this.form.dataset.saving);
    let response, answer;
    try {
      response = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        keepalive: body.toString().length < KEPT_ALIVE,
        redirect: "error",
      });
      if (response.status >= 500) throw new Error(`${response.status}`);
      answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : null;
    } catch {
      this.later();
      return;
    }
    this.failing = false;
    this.retry = FIRST_RETRY_MS;
    if (!answer) {
      this.refused = true;
      this.say(this.form.dataset.refused);
      return;
    }
    this.say(answer.said);
    if (answer.others !== undefined && this.others) this.others.textContent = answer.others;
    if (response.ok) this.taken(words, answer.seen);
    else this.refuse(response.status, answer);
  }

  taken(words, seen) {
    this.form.elements.seen.value = seen;
    this.saved = words;
    if (this.isDirty()) this.keep();
    else sessionStorage.removeItem(this.key);
  }

  refuse(status, answer) {
    this.refused = true;
    if (status !== 409) return;
    this.stopped = true;
    this.conflict.innerHTML = answer.html;
    this.conflict.firstElementChild.setAttribute("role", "alert");
    this.form.elements.seen.value = answer.seen;
  }

  later() {
    this.failing = true;
    this.say(this.form.dataset.offline);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), this.retry);
    this.retry = Math.min(2 * this.retry, LONGEST_RETRY_MS);
  }

  // ---- leaving

  async submit(event) {
    if (event.submitter?.name === "preview") return;
    if (this.busy) {
      // What is on its way comes first: else the form would be in conflict with itself.
      event.preventDefault();
      await this.busy;
      if (!this.stopped) this.form.requestSubmit(event.submitter);
      return;
    }
    clearTimeout(this.timer);
    this.submitting = true;
    this.keep(true);
  }

  // A link out of the page waits for what is still to be saved, so that the next page has it.
  async follow(event) {
    const link = event.target.closest?.("a[href]");
    const isPlain = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (!link || !isPlain || this.stopped || this.failing || (link.hash && link.pathname === location.pathname)) return;
    if (!this.busy && !this.isDirty()) return;
    event.preventDefault();
    await this.busy;
    await this.save();
    if (!this.refused) location.assign(link.href);
  }

  leave() {
    if (!this.submitting) this.save();
  }
}

// Puts a reference where the cursor stood last.
function insertReferences(form) {
  const texts = [...form.querySelectorAll("textarea")];
  let last = texts[0];
  for (const text of texts) text.addEventListener("focus", () => (last = text));
  for (const button of document.querySelectorAll("[data-insert]")) {
    button.hidden = !last;
    button.addEventListener("click", () => {
      const before = last.value[last.selectionStart - 1] ?? " ";
      last.setRangeText(`${/\s/.test(before) ? "" : " "}${button.dataset.insert}`, last.selectionStart, last.selectionEnd, "end");
      last.dispatchEvent(new Event("input", { bubbles: true }));
      last.focus();
    });
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  new Autosave(form);
  insertReferences(form);
}
