// You are here: where the reader stands, from the numbers of the map and the reader's own stances, which
// stand in the reader's own page. Nothing leaves the browser.

const SVG = "http://www.w3.org/2000/svg";

/** The reader's place on the map, as parley.mapping.projection.place has it; null without answers. */
export function place({ propositions, shaping, mine }) {
  let x = 0;
  let y = 0;
  let answered = 0;
  for (const [number, stance] of Object.entries(mine)) {
    const loading = propositions[number];
    if (!loading) continue;
    const [mean, across, upward] = loading;
    x += (stance - mean) * across;
    y += (stance - mean) * upward;
    answered += 1;
  }
  if (!answered) return null;
  const stretch = Math.sqrt(shaping / answered);
  return { x: x * stretch, y: y * stretch };
}

function circle(at, radius, name) {
  const drawn = document.createElementNS(SVG, "circle");
  drawn.setAttribute("cx", at.x);
  drawn.setAttribute("cy", at.y);
  drawn.setAttribute("r", radius);
  drawn.setAttribute("class", name);
  return drawn;
}

function text(at, words) {
  const drawn = document.createElementNS(SVG, "text");
  drawn.setAttribute("x", at.x);
  drawn.setAttribute("y", at.y - 16);
  drawn.setAttribute("text-anchor", "middle");
  drawn.setAttribute("class", "you-label chart-fill-ink");
  drawn.textContent = words;
  return drawn;
}

/** Mark a place on one drawing of the map; those at the edge stay on the paper. A line has no height. */
function mark(group, point, words) {
  const [middleX, middleY] = group.dataset.middle.split(" ").map(Number);
  const scale = Number(group.dataset.scale);
  const box = group.ownerSVGElement.viewBox.baseVal;
  const within = (value, size) => Math.min(Math.max(value, 14), size - 14);
  const at = {
    x: within(middleX + (point.x - Number(group.dataset.x)) * scale, box.width),
    y: within(group.dataset.line ? middleY : middleY - (point.y - Number(group.dataset.y)) * scale, box.height),
  };
  group.replaceChildren(
    circle(at, 9, "you-mark you-mark--halo"),
    circle(at, 9, "you-mark"),
    text(at, words),
  );
}

const source = document.getElementById("you-data");
if (source) {
  const data = JSON.parse(source.textContent);
  const point = place(data);
  const groups = document.querySelectorAll(".chart-you");
  if (point && groups.length) {
    groups.forEach((group) => mark(group, point, data.label));
    document.querySelector("[data-you-note]").hidden = false;
  }
}
