// The live room: follows what the server sends, and sends what people choose until it is acknowledged.

const POLL_MS = 3000; // between two questions while no stream comes through
const SILENT_MS = 40_000; // the stream says something at least every 15 seconds
const NOTICE_MS = 6000; // without any word until the page says so
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 10_000;
const STEADY_MS = 600; // after a new proposition: whoever was about to press meant the one before

function start(page) {
  const view = new View(page);
  const answers = page.querySelector("[data-answer]") ? new Answers(page) : null;
  const floor = page.querySelector("[data-floor]") ? new Floor(page) : null;
  if ("console" in page.dataset) useConsole(page);
  new Following(page, (state) => {
    view.show(state);
    answers?.show(state);
    floor?.show(state);
  });
  for (const link of page.querySelectorAll("[data-reload]")) link.hidden = true;
}

// What the server sends

class Following {
  constructor(page, take) {
    this.page = page;
    this.take = take;
    this.version = page.dataset.version;
    this.notice = page.querySelector("[data-notice]");
    this.heard = Date.now();
    this.isOpen = false;
    this.open();
    setInterval(() => this.look(), POLL_MS);
    addEventListener("online", () => this.reopen());
    addEventListener("offline", () => this.miss());
    page.addEventListener("missed", () => this.miss()); // something could not be sent
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - this.heard > POLL_MS) this.reopen();
    });
    addEventListener("pagehide", () => this.stream.close());
    addEventListener("pageshow", (event) => event.persisted && this.reopen());
  }

  open() {
    this.isOpen = false;
    const stream = new EventSource(this.page.dataset.events);
    this.stream = stream;
    stream.addEventListener("open", () => this.hear());
    stream.addEventListener("message", (event) => {
      this.isOpen = true;
      this.hear();
      this.got(event.lastEventId, event.data);
    });
    stream.addEventListener("beat", () => {
      this.isOpen = true;
      this.hear();
    });
    stream.addEventListener("gone", () => location.reload());
    stream.addEventListener("error", () => {
      this.isOpen = false;
    });
  }

  reopen() {
    this.stream.close();
    this.open();
  }

  hear() {
    this.heard = Date.now();
    if (this.notice) this.notice.hidden = true;
  }

  miss() {
    this.isOpen = false;
    if (this.notice) this.notice.hidden = false;
  }

  got(version, data) {
    if (version === this.version) return;
    this.version = version;
    this.take(JSON.parse(data));
  }

  // Every few seconds: is there a stream, and does anything come through it?
  look() {
    const silent = Date.now() - this.heard;
    if (this.isOpen && silent > SILENT_MS) this.reopen();
    if (this.stream.readyState === EventSource.CLOSED && silent > SILENT_MS / 2) this.open();
    if (!this.isOpen) this.ask();
    if (silent > NOTICE_MS && !this.isOpen) this.miss();
  }

  // What proxies keep from a stream they do not keep from an answer.
  async ask() {
    try {
      const response = await fetch(`${this.page.dataset.state}&known=${this.version}`);
      if (response.status === 403 || response.status === 404) location.reload();
      if (!response.ok) return;
      this.hear();
      if (response.status === 200) this.got(response.headers.get("X-Live-Version"), await response.text());
    } catch {
      // No connection: the notice says so, and it is tried again.
    }
  }
}

class View {
  constructor(page) {
    this.page = page;
    this.ahead = Number(page.dataset.moment) - Date.now();
    this.ends = 0;
    this.count();
    setInterval(() => this.count(), 250);
  }

  show(state) {
    for (const place of this.page.querySelectorAll("[data-part]")) {
      const html = state.parts[place.dataset.part] ?? "";
      if (place.dataset.shown !== html) replace(place, html);
    }
    for (const row of this.page.querySelectorAll("[data-queued]")) {
      if (Number(row.dataset.queued) === state.number) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
    }
    for (const button of this.page.querySelectorAll("[data-close]")) button.hidden = !state.on;
    this.ends = state.ends;
    this.count();
  }

  count() {
    const clock = this.page.querySelector("[data-countdown]");
    if (!clock) return;
    this.ends ||= Number(clock.dataset.ends);
    const left = Math.max(0, Math.ceil((this.ends - Date.now() - this.ahead) / 1000));
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (clock.textContent !== text) clock.textContent = text;
    clock.parentElement.classList.toggle("live-timer--over", left === 0);
  }
}

// Keeps the keyboard where it was: on the button that says the same.
function replace(place, html) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  place.innerHTML = html;
  place.dataset.shown = html;
  if (!held) return;
  const same = (name) => held[name] && place.querySelector(`[${name}="${CSS.escape(held[name])}"]`);
  const key = held.dataset.key && place.querySelector(`[data-key="${held.dataset.key}"]`);
  (key || same("value") || same("id") || place.querySelector("button"))?.focus();
}

// Stances

class Answers {
  constructor(page) {
    this.page = page;
    this.form = page.querySelector("[data-answer]");
    this.said = this.form.querySelector("[data-sent]");
    this.number = Number(page.dataset.number);
    this.held = JSON.parse(page.dataset.held);
    this.key = `parley-live-${page.dataset.keep}`;
    this.waiting = read(this.key);
    this.busy = false;
    this.text = page.querySelector("[name=reservation]");
    for (const form of [this.form, page.querySelector("[data-reserve]")]) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (event.submitter) this.choose(event.submitter.value);
      });
    }
    addEventListener("online", () => this.send());
    Object.assign(this.held, Object.fromEntries(Object.entries(this.waiting).map(([n, s]) => [n, s.value])));
    this.mark();
    this.send();
  }

  show(state) {
    this.form.hidden = !state.number || !state.on;
    if (state.number === this.number) return;
    this.number = state.number;
    this.steady();
    this.text.value = "";
    this.form.querySelector("details").open = this.held[this.number] === "reserved";
    this.mark();
    this.tell(this.held[this.number] ? "saved" : "");
  }

  steady() {
    const choices = this.form.querySelector("fieldset");
    if (choices.contains(document.activeElement)) this.focused = document.activeElement;
    choices.disabled = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      choices.disabled = false;
      this.focused?.focus();
      this.focused = null;
    }, STEADY_MS);
  }

  choose(value) {
    const reservation = value === "reserved" ? this.text.value : "";
    this.waiting[this.number] = { value, reservation, before: this.held[this.number] ?? "" };
    this.held[this.number] = value;
    this.keep();
    this.mark();
    this.tell("sending");
    this.send();
  }

  // One after the other; the last word on each proposition counts, and is sent until it is taken.
  async send() {
    if (this.busy) return;
    this.busy = true;
    let pause = FIRST_RETRY_MS;
    for (let next; (next = Object.keys(this.waiting)[0]); ) {
      const stance = this.waiting[next];
      const response = await this.post(next, stance);
      if (!response || response.status >= 500 || response.status === 429) {
        if (Number(next) === this.number) this.tell("waiting");
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(2 * pause, LONGEST_RETRY_MS);
        continue;
      }
      pause = FIRST_RETRY_MS;
      await this.answered(next, stance, response);
    }
    this.busy = false;
  }

  async answered(number, stance, response) {
    if (this.waiting[number] !== stance) return; // somebody has chosen anew meanwhile
    delete this.waiting[number];
    this.keep();
    if (!response.ok) this.held[number] = stance.before;
    if (Number(number) !== this.number) return;
    this.mark();
    if (response.ok) this.tell("saved");
    else this.said.textContent = await message(response);
  }

  async post(number, stance) {
    const body = new FormData(this.form);
    body.set("value", stance.value);
    body.set("reservation", stance.reservation);
    try {
      return await post(this.form.dataset.any.replace("/0/", `/${number}/`), body);
    } catch {
      this.page.dispatchEvent(new Event("missed"));
      return null;
    }
  }

  keep() {
    if (Object.keys(this.waiting).length) sessionStorage.setItem(this.key, JSON.stringify(this.waiting));
    else sessionStorage.removeItem(this.key);
  }

  mark() {
    for (const button of this.form.querySelectorAll("[name=value]")) {
      button.setAttribute("aria-pressed", String(this.held[this.number] === button.value));
    }
  }

  tell(what) {
    this.said.textContent = what ? this.said.dataset[what] : "";
  }
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function post(address, body) {
  return fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
}

async function message(response) {
  try {
    return (await response.json()).message ?? response.statusText;
  } catch {
    return response.statusText;
  }
}

// The speakers' list

class Floor {
  constructor(page) {
    this.page = page;
    this.form = page.querySelector("[data-floor]");
    this.mine = page.dataset.speakerMine;
    this.isTaken = !this.form.hidden;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send(event.submitter?.value ?? "ask");
    });
  }

  async send(what) {
    const body = new FormData(this.form);
    body.set("do", what);
    const problem = this.form.querySelector("[data-floor-problem]");
    try {
      const response = await post(this.form.action, body);
      problem.textContent = response.ok ? "" : await message(response);
      if (response.ok) this.mine = String((await response.json()).speaker ?? "");
    } catch {
      this.page.dispatchEvent(new Event("missed"));
    }
    this.mark(what === "ask" && this.mine !== "");
  }

  show(state) {
    this.isTaken = state.list;
    this.mark(this.mine !== "" && this.page.querySelector(`[data-speaker="${this.mine}"]`) !== null);
  }

  mark(stands) {
    this.form.hidden = !this.isTaken && !stands;
    this.form.querySelector("[data-ask]").hidden = stands;
    this.form.querySelector("[data-step-back]").hidden = !stands;
  }
}

// The console: its buttons without reloading, and a key for each of the important ones

function useConsole(page) {
  const form = document.getElementById("console");
  const problem = page.querySelector("[data-problem]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form);
    body.set("do", event.submitter?.value ?? "");
    try {
      const response = await post(form.action, body);
      problem.hidden = response.ok;
      if (!response.ok) problem.textContent = await message(response);
    } catch {
      page.dispatchEvent(new Event("missed"));
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    page.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]:not([disabled])`)?.click();
  });
}

const root = document.querySelector("[data-live]");
if (root) start(root);
