// Marks all registrations of the page; without it, each can be marked, or all be chosen below.
for (const form of document.querySelectorAll("[data-board]")) {
  const all = form.querySelector("[data-board-all]");
  const boxes = [...form.querySelectorAll('input[name="uid"]')];
  const tell = () => {
    const marked = boxes.filter((box) => box.checked).length;
    all.checked = marked === boxes.length;
    all.indeterminate = marked > 0 && marked < boxes.length;
  };
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "uid") tell();
  });
  tell();
}
