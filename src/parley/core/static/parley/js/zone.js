// Times in the reader's own zone: tell the server once which zone that is, and show its answer at once.
const COOKIE = "parley_zone";
const GONE_MS = 300;

function hasZoneCookie() {
  return document.cookie.split("; ").some((pair) => pair.startsWith(`${COOKIE}=`));
}

// What somebody stands on with the keyboard, or presses with a finger, stays under them until they leave.
function whenNobodyIsIn(part, act) {
  if (!part.contains(document.activeElement)) {
    act();
    return;
  }
  const again = () => window.setTimeout(whenNobodyIsIn, GONE_MS, part, act);
  part.addEventListener("focusout", again, { once: true });
}

async function refresh(part) {
  let response;
  try {
    response = await fetch(window.location.href, { credentials: "same-origin" });
  } catch {
    return; // The reader has left the page, or the network has: the times stay in the dialogue's zone.
  }
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-zone-sensitive]");
  if (!fresh) return;
  whenNobodyIsIn(part, () => {
    part.replaceChildren(...fresh.childNodes);
    markNow();
  });
}

// A session without an end is never "now": a guess would be wrong on the page that people trust most.
function markNow() {
  const now = Date.now();
  for (const session of document.querySelectorAll("[data-start][data-end]")) {
    const isNow = Date.parse(session.dataset.start) <= now && now < Date.parse(session.dataset.end);
    session.classList.toggle("is-now", isNow);
  }
}

if (!hasZoneCookie()) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) {
    document.cookie = `${COOKIE}=${zone}; path=/; max-age=31536000; SameSite=Lax`;
    const part = document.querySelector("[data-zone-sensitive]");
    // The cookie may be refused; then the server would answer the same, so once is enough.
    if (part && hasZoneCookie()) refresh(part);
  }
}

if (document.querySelector("[data-start][data-end]")) {
  markNow();
  window.setInterval(markNow, 30000);
}
