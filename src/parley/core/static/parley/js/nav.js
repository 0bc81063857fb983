// Without this script the whole menu stands open; with it, phones get a button that opens it.
const masthead = document.querySelector("[data-masthead]");
const toggle = document.querySelector("[data-menu-toggle]");

if (masthead && toggle) {
  const show = (isOpen) => {
    masthead.classList.toggle("is-collapsed", !isOpen);
    toggle.setAttribute("aria-expanded", String(isOpen));
  };
  toggle.hidden = false;
  show(false);
  toggle.addEventListener("click", () => show(toggle.getAttribute("aria-expanded") !== "true"));
  masthead.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && toggle.getAttribute("aria-expanded") === "true") {
      show(false);
      toggle.focus();
    }
  });
}

// After a failed form the summary of its errors is read first.
document.querySelector("[data-error-summary]")?.focus();
