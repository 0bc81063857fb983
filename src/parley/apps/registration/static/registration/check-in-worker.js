// Lets the page at one dialogue's door open without a connection. With one, the page always comes from
// the server; what is kept of it (see check-in-kept.js) has no name and no title in it.
const DOOR = new URL(self.registration.scope).pathname;
const SHELL = `${DOOR}kept/`;
const CACHE = `parley-check-in:${DOOR}`;
const KEPT = { cacheName: CACHE, ignoreVary: true };
const PATIENCE_MS = 6000;
const BROKEN = new Set([502, 503, 504]);
// A name that says the content of its file.
const NAMED = /\.[0-9a-f]{12}\.[^/]+$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === DOOR) event.respondWith(page(request));
  else if (request.mode !== "navigate" && !pathname.startsWith(DOOR)) event.respondWith(part(request, NAMED.test(pathname)));
});

async function page(request) {
  const kept = await caches.match(SHELL, KEPT);
  const answer = fetch(request).then(looked);
  if (!kept) return answer;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept.clone()), PATIENCE_MS));
  try {
    const first = await Promise.race([answer, late]);
    return BROKEN.has(first.status) ? kept : first;
  } catch {
    return kept;
  }
}

// Signed out, or no longer at this door: nothing of it stays.
async function looked(answer) {
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
    await Promise.all([caches.delete(CACHE), forgotten(), self.registration.unregister()]);
  }
  return answer;
}

function forgotten() {
  return new Promise((resolve) => {
    const request = indexedDB.open("parley-check-in");
    request.onerror = resolve;
    // Nothing was ever kept: no empty one is left, the page makes its own.
    request.onupgradeneeded = () => request.transaction.abort();
    request.onsuccess = () => {
      const change = request.result.transaction("lists", "readwrite");
      change.objectStore("lists").delete(DOOR);
      change.oncomplete = change.onerror = () => {
        request.result.close();
        resolve();
      };
    };
  });
}

// What the page is made of: from what is kept where the name says that it is the same.
async function part(request, isNamed) {
  const kept = await caches.match(request, KEPT);
  if (kept && isNamed) return kept;
  if (!kept) return fetch(request);
  return fetch(request).catch(() => kept);
}
