// Stances are sent in the background: one queue per proposition, in which the last word wins. What
// the server has not acknowledged is kept in this window's storage, and nothing else is.
const page = document.querySelector("[data-respond]");

const PREFIX = "parley.stances.";
const LONGEST_WAIT = 20000; // for an answer, in milliseconds
const SWIPE = 90; // pixels
const RETRIES = [500, 1000, 2000, 4000, 8000, 15000];

class Queue {
  constructor(key, listener) {
    this.key = key;
    this.listener = listener;
    this.sending = new Set();
    this.failures = 0;
    this.isAway = false;
    this.timer = 0;
    this.waiting = new Map(JSON.parse(sessionStorage.getItem(key) || "[]"));
  }

  keep() {
    if (this.waiting.size) sessionStorage.setItem(this.key, JSON.stringify([...this.waiting]));
    else sessionStorage.removeItem(this.key);
    this.listener.changed(this.waiting.size);
  }

  forget() {
    this.waiting.clear();
    this.keep();
  }

  put(number, item) {
    this.waiting.set(number, item);
    this.keep();
    this.send(number);
  }

  flush() {
    window.clearTimeout(this.timer);
    for (const number of this.waiting.keys()) this.send(number);
  }

  // One request at a time for each proposition, so that an older word can't overtake a newer one.
  async send(number) {
    if (this.sending.has(number) || this.isAway) return;
    const item = this.waiting.get(number);
    if (!item) return;
    this.sending.add(number);
    const outcome = await this.post(item);
    this.sending.delete(number);
    const isLast = this.waiting.get(number) === item;
    if (outcome.isFinal && isLast) {
      this.waiting.delete(number);
      this.keep();
      this.listener.settled(number, item, outcome);
    } else if (outcome.isFinal) {
      this.send(number);
    } else if (outcome.isAway) {
      this.isAway = true;
      this.listener.away();
    } else {
      this.retry();
    }
  }

  async post(item) {
    const body = new URLSearchParams({ value: item.value, reservation: item.reservation });
    try {
      const response = await fetch(item.url, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "error",
        headers: { Accept: "application/json", "X-CSRFToken": page.querySelector("[name=csrfmiddlewaretoken]")?.value || item.token },
        signal: AbortSignal.timeout(LONGEST_WAIT),
      });
      if (response.ok) {
        this.failures = 0;
        return { isFinal: true, isTaken: (await response.json()).ok };
      }
      if (response.status === 400) {
        return { isFinal: true, isTaken: false, message: (await response.json()).message };
      }
      if (response.status === 403 || response.status === 404) return { isAway: true };
    } catch {
      // No network, or no answer in time: the same is sent again, and counts once.
    }
    return {};
  }

  retry() {
    window.clearTimeout(this.timer);
    const wait = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.listener.changed(this.waiting.size);
    this.timer = window.setTimeout(() => this.flush(), wait);
  }
}

// Stances of somebody else, or of an earlier sign-in, are nobody's to send.
function clearOthers(key) {
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith(PREFIX) && name !== key) sessionStorage.removeItem(name);
  }
}

function start() {
  const word = (name) => page.dataset[`word${name}`];
  const said = page.querySelector("[data-said]");
  const net = page.querySelector("[data-net]");
  const list = page.querySelector(".asking__cards");
  const label = page.querySelector("[data-progress-label]");
  const bar = page.querySelector("progress");
  const isSingle = page.dataset.single === "true";
  const cards = list ? [...list.children] : [];
  const byNumber = new Map(cards.map((card) => [card.querySelector("[data-ask]").dataset.ask, card]));
  let last = null;
  let isEnding = false;

  const key = `${PREFIX}${page.dataset.mark}`;
  clearOthers(key);

  const listener = {
    changed(count) {
      net.hidden = count === 0 || (queue.failures === 0 && navigator.onLine);
      if (!net.hidden && !queue.isAway) net.textContent = `${word("Waiting")}: ${count}`;
      if (count === 0 && isEnding) leave();
    },
    settled(number, item, outcome) {
      if (outcome.isTaken) {
        if (last?.number === number) say(number, item.value === "back" ? word("Undone") : word("Saved"), item);
        return;
      }
      say(number, outcome.message || word("Refused"), null);
      bring(number);
    },
    away() {
      net.hidden = false;
      net.textContent = word("Away");
    },
  };
  const queue = new Queue(key, listener);

  const left = () => cards.filter((card) => !card.dataset.answered);
  const current = () => cards.find((card) => !card.hidden);

  function show(card) {
    for (const one of cards) one.hidden = one !== card;
    card?.querySelector(".ask__text").focus({ preventScroll: true });
  }

  function count(by) {
    if (!label || isSingle) return;
    const done = Number(label.dataset.done) + by;
    label.dataset.done = String(done);
    label.textContent = label.textContent.replace(/[\d\u0660-\u0669]+/u, String(done));
    bar.value = done;
  }

  function say(number, text, item) {
    const line = document.createElement("p");
    line.textContent = item ? `✓ ${text}: ${word("Proposition")} ${number}${item.label ? ` – ${item.label}` : ""}` : text;
    said.replaceChildren(line);
    if (!item || item.value === "back" || !byNumber.has(number)) return;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "button button--quiet";
    undo.textContent = word("Undo");
    undo.addEventListener("click", takeBack);
    said.append(undo);
  }

  function saying(number, item) {
    last = { number, item };
    const line = document.createElement("p");
    line.textContent = `… ${word("Proposition")} ${number} – ${item.label}`;
    said.replaceChildren(line);
  }

  function answer(card, button) {
    const form = card.querySelector("form");
    const number = card.querySelector("[data-ask]").dataset.ask;
    const item = {
      url: form.getAttribute("action"),
      value: button.value,
      reservation: button.value === "reserved" ? form.elements.reservation.value : "",
      label: button.dataset.label || "",
      token: form.elements.csrfmiddlewaretoken.value,
    };
    card.dataset.answered = "true";
    count(1);
    saying(number, item);
    queue.put(number, item);
    advance(card);
  }

  function advance(card) {
    const rest = left();
    const after = cards.slice(cards.indexOf(card) + 1).find((one) => !one.dataset.answered);
    if (rest.length) {
      show(after || rest[0]);
      return;
    }
    isEnding = true;
    if (queue.waiting.size === 0) leave();
    else if (!navigator.onLine || queue.failures) net.textContent = word("More");
  }

  // On to the next propositions, once all that was said has arrived.
  function leave() {
    const address = new URL(window.location.href);
    address.searchParams.delete("done");
    window.location.replace(address);
  }

  function bring(number) {
    const card = byNumber.get(number);
    if (!card) return;
    isEnding = false;
    if (card.dataset.answered) count(-1);
    delete card.dataset.answered;
    show(card);
  }

  function takeBack() {
    if (!last || last.item.value === "back") return;
    const item = { ...last.item, value: "back", reservation: "", label: "" };
    const { number } = last;
    bring(number);
    last = { number, item };
    queue.put(number, item);
  }

  function skip() {
    const card = current();
    if (!card || left().length < 2) return false;
    list.append(card);
    cards.push(cards.splice(cards.indexOf(card), 1)[0]);
    show(left()[0]);
    return true;
  }

  function press(value) {
    const card = current();
    const button = card?.querySelector(`button[value="${value}"]`);
    if (button) answer(card, button);
  }

  function wire(card) {
    const form = card.querySelector("form");
    for (const button of form.querySelectorAll("button[name=value]")) {
      const text = [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      button.dataset.label = text.map((node) => node.textContent.trim()).join(" ").trim();
    }
    form.addEventListener("submit", (event) => {
      if (!event.submitter) return;
      event.preventDefault();
      answer(card, event.submitter);
    });
    swipes(card);
  }

  // Towards an answer: to the end agrees, to the beginning disagrees, upwards passes.
  function swipes(card) {
    const surface = card.querySelector(".ask__text");
    const ask = card.querySelector(".ask");
    const end = getComputedStyle(page).direction === "rtl" ? -1 : 1;
    let from = null;
    const settle = () => {
      from = null;
      ask.classList.remove("is-dragged");
      ask.style.translate = "";
    };
    surface.addEventListener("pointerdown", (event) => {
      if (event.pointerType === "mouse") return;
      from = { x: event.clientX, y: event.clientY };
      surface.setPointerCapture(event.pointerId);
      ask.classList.add("is-dragged");
    });
    surface.addEventListener("pointermove", (event) => {
      if (!from) return;
      const up = Math.min(0, event.clientY - from.y);
      ask.style.translate = `${(event.clientX - from.x) / 2}px ${up / 2}px`;
    });
    surface.addEventListener("pointercancel", settle);
    surface.addEventListener("pointerup", (event) => {
      if (!from) return;
      const x = (event.clientX - from.x) * end;
      const y = event.clientY - from.y;
      settle();
      if (Math.abs(x) > SWIPE && Math.abs(x) > Math.abs(y)) press(x > 0 ? "agree" : "disagree");
      else if (-y > SWIPE && -y > Math.abs(x)) press("pass");
    });
  }

  const KEYS = {
    1: () => press("agree"),
    3: () => press("pass"),
    4: () => press("disagree"),
    5: skip,
    0: takeBack,
    2: () => {
      const details = current()?.querySelector("details");
      if (!details) return;
      details.open = true;
      details.querySelector("textarea").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, textarea, select")) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  for (const form of document.querySelectorAll('form[action$="/sign-out/"]')) {
    form.addEventListener("submit", () => queue.forget());
  }
  window.addEventListener("online", () => queue.flush());
  window.addEventListener("beforeunload", (event) => {
    if (queue.waiting.size && !isEnding) event.preventDefault();
  });

  // One proposition that the address names is a form: its answer leads back to where one came from.
  if (!isSingle) {
    cards.forEach(wire);
    page.querySelector("[data-skip]")?.addEventListener("click", (event) => {
      if (skip()) event.preventDefault();
    });
    page.dataset.live = "true";
    const help = page.querySelector("[data-help]");
    if (help) help.hidden = false;
  }
  // What was said before a reload is said: it is sent, and not asked again.
  for (const number of queue.waiting.keys()) {
    const card = byNumber.get(number);
    if (card && !isSingle && queue.waiting.get(number).value !== "back") {
      card.dataset.answered = "true";
      count(1);
    }
  }
  const first = left()[0];
  if (first && !isSingle) for (const one of cards) one.hidden = one !== first;
  listener.changed(queue.waiting.size);
  queue.flush();
}

if (page) start();
