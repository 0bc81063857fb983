// The door: badges are read by the camera, people found by name, and both work while the connection
// does not. What was noted stays on the phone until the server has it, by a key of its own, so that
// nothing is lost and nothing counts twice. What else stays there, and until when: check-in-kept.js.
const ROOT = document.querySelector("[data-door]");
const SETTINGS = JSON.parse(document.getElementById("door-settings").textContent);
const TEXTS = SETTINGS.texts;
const SAME_BADGE_MS = 4000;
const RETRY_MS = 5000;
const LIST_MS = 60000;
const LOOK_MS = 150;
const MOST_FOUND = 20;
const WIDEST = 640;

const { keeping } = await import(SETTINGS.keeping);
const kept = keeping(SETTINGS);
const part = (name) => ROOT.querySelector(`[data-door-${name}]`);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");

let people = [];
let byDigest = new Map();
let byId = new Map();
let trouble = "";
let token = part("token").querySelector("input")?.value ?? "";

// What was noted

let waiting = [];
let sending = false;

// As crypto.randomUUID() makes it, which pages without https lack.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function note(what) {
  const one = { key: newKey(), at: new Date().toISOString(), ...what };
  waiting.push(one);
  showConnection();
  await kept.add(one);
  send();
}

async function post(notes) {
  return fetch(SETTINGS.sync, {
    method: "POST",
    credentials: "same-origin",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ notes }),
  });
}

// After a new sign-in the token of before is refused; the list brings the new one.
async function posted(notes) {
  const response = token ? await post(notes) : null;
  if (response && response.status !== 403) return response;
  return (await refresh()) ? post(notes) : response;
}

async function send() {
  if (sending || !waiting.length) return;
  sending = true;
  const batch = waiting.slice(0, 100);
  try {
    const response = await posted(batch);
    if (response?.ok) {
      const { answers } = await response.json();
      trouble = "";
      answers.forEach(take);
      const done = new Set(batch.map((each) => each.key));
      waiting = waiting.filter((each) => !done.has(each.key));
      await kept.drop(done);
      document.body.dispatchEvent(new Event("door-changed"));
    } else if (response) {
      trouble = response.type === "opaqueredirect" || response.status === 403 ? "sign_in" : "refused";
    } else {
      trouble ||= "offline";
    }
  } catch {
    trouble = "offline";
  }
  sending = false;
  showConnection();
  if (waiting.length && !trouble) send();
}

// What came of it

let lastKey = "";

function take(answer) {
  const known = byId.get(answer.who);
  if (known && answer.since) known.since = answer.since;
  if (answer.key === lastKey) show(answer);
  search();
}

function show({ outcome, name, organisation, group, text }) {
  const result = part("result");
  const line = (words, style) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = words;
    paragraph.dir = "auto";
    if (style) paragraph.className = style;
    return paragraph;
  };
  result.dataset.outcome = outcome;
  result.replaceChildren(
    line(text, "door__says"),
    ...(name ? [line(name, "door__name"), line([organisation, group].filter(Boolean).join(" · "))] : []),
  );
}

function showConnection() {
  const count = waiting.length;
  const name = !navigator.onLine ? "offline" : trouble || (count ? "waiting" : "online");
  part("connection").textContent = fill(TEXTS[name], { count });
  part("ready").hidden = ROOT.dataset.kept !== "yes";
}

function clock(at = new Date()) {
  return at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
}

function arrive(person, what) {
  const text = person?.since ? fill(TEXTS.again, { time: person.since }) : person ? TEXTS.in : TEXTS.unlisted;
  const outcome = person ? (person.since ? "again" : "in") : "kept";
  show({ outcome, text, ...person });
  if (person && !person.since) person.since = clock();
  note({ ...what, of: person?.who });
  lastKey = waiting.at(-1).key;
  tally();
  navigator.vibrate?.(outcome === "in" ? 60 : [60, 60, 60]);
}

// The list

function adopt(list) {
  people = list.people;
  byDigest = new Map(people.map((person) => [person.digest, person]));
  byId = new Map(people.map((person) => [person.who, person]));
  for (const { of: who, at } of waiting) {
    const person = byId.get(who);
    if (person && !person.since) person.since = clock(new Date(at));
  }
  document.querySelector("[data-door-dialogue]")?.replaceChildren(list.title);
  tally();
  search();
}

// On a page that was opened without a connection, until the server says who is here.
function tally() {
  const line = part("tally");
  if (!line) return;
  const here = people.filter((person) => person.since).length;
  const expected = people.filter((person) => person.since || !person.is_online).length;
  const count = document.createElement("strong");
  count.textContent = here;
  line.replaceChildren(count, " ", fill(TEXTS.of_expected, { expected }));
}

// Whether the server gave it.
async function refresh() {
  let response;
  try {
    response = await fetch(SETTINGS.list, { credentials: "same-origin", redirect: "manual" });
  } catch {
    trouble = "offline"; // the list of before still serves
    showConnection();
    return false;
  }
  if (!response.ok) {
    await lost(response);
    return false;
  }
  const { token: fresh, seconds, ...list } = await response.json();
  token = fresh;
  trouble = "";
  adopt(list);
  showConnection();
  await kept.keep(list, seconds).catch(() => {});
  ensure();
  return true;
}

// The session has ended, or the right to stand at this door: nothing stays on the phone but notes.
async function lost({ type, status }) {
  const isOver = status === 403 || status === 404;
  if (!isOver && type !== "opaqueredirect") return;
  trouble = "sign_in";
  delete ROOT.dataset.kept;
  if (isOver) {
    adopt({ people: [], title: "" });
    [part("found"), part("result")].forEach((each) => each.replaceChildren());
  }
  showConnection();
  await kept.forget();
}

// Once per page, and again after a new sign-in: have this page open without a connection.
async function ensure() {
  if (ROOT.dataset.kept) return;
  ROOT.dataset.kept = "soon";
  const isReady = await kept.install().catch(() => false);
  ROOT.dataset.kept = isReady ? "yes" : "no";
  showConnection();
}

function search() {
  const words = part("search").elements.q.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (!people.length) return;
  const texts = (person) => `${person.name} ${person.organisation}`.toLocaleLowerCase();
  const found = words.length ? people.filter((person) => words.every((word) => texts(person).includes(word))) : [];
  const rows = found.slice(0, MOST_FOUND).map(row);
  if (words.length && !rows.length) {
    const nobody = document.createElement("li");
    nobody.textContent = TEXTS.nobody;
    rows.push(nobody);
  }
  part("found").replaceChildren(...rows);
}

function row(person) {
  const item = document.createElement("li");
  const who = document.createElement("span");
  const more = document.createElement("span");
  const name = document.createElement("bdi");
  name.textContent = person.name;
  more.className = "faint";
  more.textContent = ` ${[person.organisation, person.group, person.is_online ? TEXTS.takes_part_online : ""].filter(Boolean).join(" · ")}`;
  who.append(name, more);
  item.append(who, person.since ? here(person) : button(person));
  return item;
}

function here(person) {
  const since = document.createElement("span");
  since.className = "faint";
  since.textContent = fill(TEXTS.is_here, { time: person.since });
  return since;
}

function button(person) {
  const press = document.createElement("button");
  press.type = "button";
  press.className = "button";
  press.textContent = TEXTS.check_in;
  press.setAttribute("aria-label", `${TEXTS.check_in}: ${person.name}`);
  press.addEventListener("click", () => {
    arrive(person, { who: person.who });
    search();
  });
  return press;
}

// The camera

let stream = null;
let decoder = null; // fetched with the page: later there may be no connection
let seen = { code: "", at: 0 };

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function scanned(text) {
  const code = text.trim().toUpperCase();
  const now = Date.now();
  const again = code === seen.code && now - seen.at < SAME_BADGE_MS;
  seen = { code, at: now };
  if (!again) arrive(byDigest.get(await digest(code)), { code });
}

async function ownReader() {
  const { default: decode } = await import(SETTINGS.decoder);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const shrink = Math.min(1, WIDEST / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * shrink);
    canvas.height = Math.round(video.videoHeight * shrink);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
    return decode(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
  };
}

// The browser's reader is quicker; some browsers have one in name only, and it fails once it is used.
async function reader() {
  const own = await ownReader();
  const formats = "BarcodeDetector" in window ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (!formats.includes("qr_code")) return own;
  let detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (video) => {
    if (!detector) return own(video);
    try {
      return (await detector.detect(video))[0]?.rawValue ?? "";
    } catch {
      detector = null;
      return own(video);
    }
  };
}

async function start() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
  } catch {
    show({ outcome: "unknown", text: TEXTS.no_camera });
    return;
  }
  // The phone may take the camera back, for a call.
  stream.getTracks().forEach((track) => track.addEventListener("ended", stop));
  const video = part("video");
  video.srcObject = stream;
  toggle(true);
  await video.play();
  look(video, await decoder);
}

async function look(video, read) {
  if (!stream) return;
  if (video.videoWidth) {
    // A frame that can't be read is followed by another.
    const text = await read(video).catch(() => "");
    if (text) await scanned(text);
  }
  window.setTimeout(() => look(video, read), LOOK_MS);
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  seen = { code: "", at: 0 };
  toggle(false);
}

function toggle(on) {
  part("video").hidden = !on;
  part("start").hidden = on;
  part("stop").hidden = !on;
}

function begin() {
  part("camera").hidden = false;
  decoder = reader();
  if (!navigator.mediaDevices?.getUserMedia) {
    part("start").disabled = true;
    show({ outcome: "unknown", text: TEXTS.insecure });
  }
  part("start").addEventListener("click", start);
  part("stop").addEventListener("click", stop);
  part("search").addEventListener("submit", (event) => {
    if (people.length) event.preventDefault();
    search();
  });
  part("search").elements.q.addEventListener("input", search);
  window.addEventListener("online", () => { trouble = ""; showConnection(); send(); refresh(); });
  window.addEventListener("offline", showConnection);
  window.setInterval(() => (waiting.length ? send() : trouble && refresh()), RETRY_MS);
  window.setInterval(refresh, LIST_MS);
  showConnection();
}

async function open() {
  const stored = await kept.notes();
  waiting = [...stored, ...waiting.filter(({ key }) => stored.every((each) => each.key !== key))];
  const isFresh = await refresh();
  const list = isFresh ? null : await kept.recall().catch(() => null);
  if (list) adopt(list);
  else if (!isFresh && part("tally")) show({ outcome: "unknown", text: TEXTS.nothing_kept });
  await decoder;
  ROOT.dataset.ready = "yes";
  send();
}

begin();
open();
