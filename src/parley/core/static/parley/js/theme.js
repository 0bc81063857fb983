// The theme follows the system until the reader chooses. The choice is a cookie, so that the server
// can set data-theme itself and no page flashes in the other theme first.
const root = document.documentElement;
const button = document.querySelector("[data-theme-toggle]");
const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : systemIsDark.matches;
}

function showState() {
  button.setAttribute("aria-pressed", String(isDark()));
}

if (button) {
  button.hidden = false;
  showState();
  systemIsDark.addEventListener("change", showState);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    document.cookie = `parley_theme=${root.dataset.theme}; path=/; max-age=31536000; SameSite=Lax`;
    showState();
  });
}
