// People are dragged from room to room, by mouse or from the keyboard. While somebody is picked up, each
// room shows what it would cost: the server computes that, as for the page that works without this script.
const root = document.querySelector("[data-breakout]");
const live = root.querySelector("[data-live]");
let picked = null;

const board = () => root.querySelector("#board");
const rooms = () => [...root.querySelectorAll("[data-room]")];
const say = (text) => { live.textContent = text; };
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

async function prices(card) {
  const response = await fetch(card.href, { credentials: "same-origin" });
  if (!response.ok) return new Map();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const choices = [...page.querySelectorAll("[data-choice]")];
  return new Map(choices.map((choice) => [choice.dataset.choice, choice.dataset]));
}

async function pick(card) {
  const room = card.closest("[data-room]");
  const mine = { card, room, target: room, prices: new Map() };
  picked = mine;
  card.classList.add("is-picked");
  mine.prices = await prices(card);
  if (picked === mine) showPrices();
}

function isShut(room) {
  const price = picked.prices.get(room.dataset.room);
  return picked.prices.size > 0 && (!price || "isFull" in price) && room !== picked.room;
}

function showPrices() {
  for (const room of rooms()) {
    const price = picked.prices.get(room.dataset.room);
    const line = room.querySelector("[data-price]");
    line.hidden = !price || room === picked.room;
    line.textContent = !price ? "" : "isFull" in price ? root.dataset.full : price.words;
    room.classList.toggle("is-shut", isShut(room));
  }
}

function aim(room) {
  picked.target = room;
  for (const other of rooms()) other.classList.toggle("is-target", other === room);
}

function letGo() {
  if (!picked) return;
  picked.card.classList.remove("is-picked");
  picked = null;
  for (const room of rooms()) {
    room.classList.remove("is-target", "is-shut");
    room.querySelector("[data-price]").hidden = true;
  }
}

async function drop() {
  const { card, room, target } = picked;
  const shut = target && isShut(target);
  letGo();
  if (!target || target === room) return say(root.dataset.left);
  if (shut) return say(root.dataset.full);
  const body = new FormData(root.querySelector("[data-token]"));
  body.set("person", card.dataset.person);
  body.set("room", target.dataset.room);
  const headers = { "HX-Request": "true" };
  const response = await fetch(root.dataset.move, { method: "POST", body, headers, credentials: "same-origin" });
  if (response.redirected || (!response.ok && response.status !== 422)) return window.location.reload();
  const part = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("#board");
  board().replaceWith(part);
  window.htmx?.process(part);
  root.querySelector(`[data-person="${card.dataset.person}"]`)?.focus({ preventScroll: true });
}

root.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-movable]");
  if (!card) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.person);
  pick(card);
});
root.addEventListener("dragover", (event) => {
  const room = picked && event.target.closest?.("[data-room]");
  if (!room || isShut(room)) return;
  event.preventDefault();
  if (picked.target !== room) aim(room);
});
root.addEventListener("drop", (event) => {
  if (!picked || !event.target.closest?.("[data-room]")) return;
  event.preventDefault();
  drop();
});
root.addEventListener("dragend", letGo);

// The keyboard: Space picks up and puts down, arrows choose the room, Escape leaves everything as it was.
function step(by) {
  const open = rooms().filter((room) => !isShut(room));
  const next = open[(open.indexOf(picked.target) + by + open.length) % open.length];
  if (!next) return;
  aim(next);
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
  const words = picked.prices.get(next.dataset.room)?.words ?? "";
  say(fill(root.dataset.over, { room: next.dataset.title, price: words }));
}

const ways = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

root.addEventListener("keydown", async (event) => {
  const card = event.target.closest?.("[data-movable]");
  if (!picked) {
    if (!card || event.key !== " ") return;
    event.preventDefault();
    const name = card.querySelector("[data-name]").textContent;
    await pick(card);
    say(fill(root.dataset.picked, { name }));
    return;
  }
  const turned = document.documentElement.dir === "rtl" && event.key.match(/Left|Right/) ? -1 : 1;
  if (event.key in ways) step(ways[event.key] * turned);
  else if (event.key === " " || event.key === "Enter") drop();
  else if (event.key === "Escape") { letGo(); say(root.dataset.left); }
  else { letGo(); return; }
  event.preventDefault();
});

// What a change did stands on the board that came back; it is read out too.
new MutationObserver(() => {
  const said = root.querySelector("[data-said]");
  if (said && said.dataset.said !== live.textContent) say(said.dataset.said);
}).observe(root, { childList: true });
