// What a phone keeps of the door: the notes that the server has not got yet (codes and times), and,
// where the connection is secure, the list of those who are expected, until the day ends. The list is
// encrypted by a key that lies in a cookie of that day: signing out takes the cookie away, wherever one
// signs out, and the browser itself does so when the day is over. Then nobody can read the list any more.
const DATABASE = "parley-check-in";
const CACHE = "parley-check-in";
const IV_BYTES = 12;

const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("notes", { keyPath: "key" });
    request.result.createObjectStore("lists", { keyPath: "door" });
  };
  return asked(request);
}

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const textOf = (bytes) => btoa(String.fromCharCode(...bytes));

export function keeping({ cookie, page, shell, worker, statics }) {
  // Where a browser keeps nothing, all goes on in the memory of the page.
  const database = opened().catch(() => null);
  const isSafe = window.isSecureContext && "caches" in window;

  async function store(name, mode = "readonly") {
    return (await database)?.transaction(name, mode).objectStore(name);
  }

  async function read(name, look) {
    const found = await store(name);
    return found ? asked(look(found)) : null;
  }

  // Notes

  async function notes() {
    const rows = (await read("notes", (found) => found.getAll())) ?? [];
    return rows.filter((note) => note.door === page).sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  async function add(note) {
    (await store("notes", "readwrite"))?.put({ ...note, door: page });
  }

  async function drop(keys) {
    const rows = await store("notes", "readwrite");
    keys.forEach((key) => rows?.delete(key));
  }

  // The list

  function keyKept() {
    const found = document.cookie.split("; ").find((each) => each.startsWith(`${cookie}=`));
    return found ? decodeURIComponent(found.slice(cookie.length + 1)) : "";
  }

  function setKey(text, seconds) {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${cookie}=${encodeURIComponent(text)}; Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`;
  }

  const cipher = (text, use) => crypto.subtle.importKey("raw", bytesOf(text), "AES-GCM", false, [use]);
  const how = (iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(page) });

  async function keep(list, seconds) {
    if (!isSafe) return;
    const key = keyKept() || textOf(crypto.getRandomValues(new Uint8Array(32)));
    setKey(key, seconds);
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = new TextEncoder().encode(JSON.stringify(list));
    const sealed = await crypto.subtle.encrypt(how(iv), await cipher(key, "encrypt"), plain);
    (await store("lists", "readwrite"))?.put({ door: page, iv, sealed, until: Date.now() + seconds * 1000 });
  }

  async function recall() {
    const row = isSafe && (await read("lists", (found) => found.get(page)));
    const key = keyKept();
    if (!row || !key || Date.now() >= row.until) return null;
    const plain = await crypto.subtle.decrypt(how(row.iv), await cipher(key, "decrypt"), row.sealed).catch(() => null);
    return plain && JSON.parse(new TextDecoder().decode(plain));
  }

  // All but the notes; the worker goes too, so that nothing of this door is left to be opened.
  async function forget() {
    (await store("lists", "readwrite"))?.delete(page);
    if (!isSafe) return;
    await caches.delete(`${CACHE}:${page}`);
    await (await navigator.serviceWorker?.getRegistration(page))?.unregister();
  }

  // The page

  const within = (address) => address.startsWith(new URL(statics, location).href);

  // What the kept page names, and what this one has fetched beyond that, such as fonts. Names of files
  // say their content, so a newer release has others.
  function assets(html) {
    const kept = new DOMParser().parseFromString(html, "text/html");
    const named = [...kept.querySelectorAll("link[href], script[src], use")].map(
      (each) => each.getAttribute("href") || each.getAttribute("src"),
    );
    const { decoder, keeping: own } = JSON.parse(kept.getElementById("door-settings").textContent);
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    const all = [...named, decoder, own, ...loaded].map((each) => new URL(each, location).href.split("#")[0]);
    return new Set(all.filter(within));
  }

  async function install() {
    if (!isSafe || !navigator.serviceWorker) return false;
    await document.fonts.ready;
    const answer = await fetch(shell, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok) return false;
    const wanted = assets(await answer.clone().text());
    const cache = await caches.open(`${CACHE}:${page}`);
    const known = new Set((await cache.keys()).map(({ url }) => url));
    await cache.addAll([...wanted].filter((each) => !known.has(each)));
    await cache.put(shell, answer);
    wanted.add(new URL(shell, location).href);
    await Promise.all([...known].filter((each) => !wanted.has(each)).map((each) => cache.delete(each)));
    await navigator.serviceWorker.register(worker, { scope: page, updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    return true;
  }

  return { notes, add, drop, keep, recall, forget, install };
}
