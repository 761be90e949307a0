// What a person does: select, unfold, search, walk, drag; and the start.

function select(item) {
  selected = item ? item.key : null;
  tell();
  draw();
  onSelect(item);
}

let onSelect = () => {};

// What takes the place of some nodes stands around where their item stood.
function keepingPlace(item, change) {
  const anchor = { x: item.x * view.scale + view.x, y: item.y * view.scale + view.y };
  change();
  const now = [...new Set(item.nodes.map((node) => items.get(keyOf(node))))];
  const mean = (axis) => now.reduce((sum, one) => sum + one[axis], 0) / now.length;
  view.x = anchor.x - mean("x") * view.scale;
  view.y = anchor.y - mean("y") * view.scale;
  return now;
}

function turn(item) {
  if (!item) return;
  const parent = groupOf(item.key);
  if (item.group === null) {
    if (parent !== null) foldInto(item, parent);
    return;
  }
  let first;
  const now = keepingPlace(item, () => {
    [first] = unfoldGroup(item.group);
    layOut();
  });
  select(items.get(first) ?? now[0]);
  keepInView(items.get(selected));
}

function foldInto(item, group) {
  const now = keepingPlace(item, () => {
    foldGroup(group);
    layOut();
  });
  select(now[0]);
  keepInView(now[0]);
}

function goTo(node) {
  if (keyOf(node)[0] === "g") {
    pulled.add("n" + node.index);
    layOut();
  }
  const item = items.get(keyOf(node));
  select(item);
  view.scale = Math.max(view.scale, 0.7);
  centre(item.x, item.y);
  closeHits();
}

function foldAll(fold) {
  foldEvery(fold);
  layOut();
  tell();
  fit();
  onSelect(items.get(selected));
}

function search() {
  const text = by("search").value.trim().toLowerCase();
  const matching = text ? nodes.filter((node) => (node.words ??= wordsOf(node)).includes(text)) : [];
  hits = new Set(matching.map((node) => node.index));
  by("found").textContent = text ? (matching.length ? `${number(matching.length)} found` : "none") : "";
  by("hits").replaceChildren(...listed("Found", matching.map((node) => [node, node.kind])));
  by("hits").hidden = !matching.length;
  draw();
  return matching;
}

const wordsOf = (node) => [node.label, node.id, node.detail, ...node.types, ...Object.values(node.attributes ?? {}).flat()]
  .join("\n").toLowerCase();

function closeHits() {
  by("hits").hidden = true;
}

// Walk from the selected item: up to a cause, down to an effect, left and right along its row.
function walk(key) {
  const item = items.get(selected);
  const near = (some) => some.sort((a, b) => Math.abs(a.x - item.x) - Math.abs(b.x - item.x))[0];
  const beside = (sign) => near(rows[item.row].items.filter((other) => Math.sign(other.x - item.x) === sign));
  const next = !item ? [...items.values()].find((each) => each.start) ?? items.get(keyOf(nodes[0])) : {
    ArrowUp: () => near(item.out.map((edge) => edge.to)),
    ArrowDown: () => near(item.into.map((edge) => edge.from)),
    ArrowLeft: () => beside(-1),
    ArrowRight: () => beside(1),
  }[key]();
  if (!next) return;
  select(next);
  keepInView(next);
}

const keys = {
  "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
  Enter: () => turn(items.get(selected)), Escape: () => select(null),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (step) event.shiftKey ? pan(...step) : walk(event.key);
  else if (keys[event.key]) keys[event.key]();
  else return;
  event.preventDefault();
}

const pointers = new Map();
let moved = 0;

function pointerDown(event) {
  pointers.set(event.pointerId, event);
  canvas.setPointerCapture(event.pointerId);
  moved = 0;
}

function pointerMove(event) {
  const before = pointers.get(event.pointerId);
  if (!before) {
    const item = itemAt(event);
    canvas.title = item ? [item.text, item.detail].filter(Boolean).join("\n") : "";
    canvas.style.cursor = item ? "pointer" : "grab";
    return;
  }
  pointers.set(event.pointerId, event);
  moved += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
  const others = [...pointers.values()].filter((other) => other.pointerId !== event.pointerId);
  if (!others.length) {
    pan(event.clientX - before.clientX, event.clientY - before.clientY);
    return;
  }
  const frame = canvas.getBoundingClientRect(), other = others[0];
  const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
  zoom(far(event) / far(before), (event.clientX + other.clientX) / 2 - frame.left,
    (event.clientY + other.clientY) / 2 - frame.top);
}

function pointerUp(event) {
  pointers.delete(event.pointerId);
  if (moved < 5 && !pointers.size && event.type === "pointerup") select(itemAt(event));
}

canvas.addEventListener("pointerdown", pointerDown);
canvas.addEventListener("pointermove", pointerMove);
canvas.addEventListener("pointerup", pointerUp);
canvas.addEventListener("pointercancel", pointerUp);
canvas.addEventListener("dblclick", (event) => turn(itemAt(event)));
canvas.addEventListener("keydown", pressed);
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  const frame = canvas.getBoundingClientRect();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - frame.left, event.clientY - frame.top);
}, { passive: false });

by("search").addEventListener("input", search);
by("search").addEventListener("keydown", (event) => { if (event.key === "Escape") closeHits(); });
by("find").addEventListener("submit", (event) => {
  event.preventDefault();
  const matching = search();
  if (matching.length) {
    goTo(matching[0]);
    canvas.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  by("search").focus();
});
by("fit").onclick = fit;
by("in").onclick = () => zoom(1.25);
by("out").onclick = () => zoom(0.8);
by("fold").onclick = () => foldAll(true);
by("unfold").onclick = () => foldAll(false);
by("svg").onclick = () => save(new Blob([pictureAsSvg()], { type: "image/svg+xml" }), "lineage.svg");
by("png").onclick = async () => save(await pictureAsPng(), "lineage.png");

function showLegend() {
  by("fold").hidden = by("unfold").hidden = !groups.length;
  by("cut").hidden = data.complete;
  by("bad").hidden = !nodes.some((node) => node.mark);
}

window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readPalette(); draw(); });
new ResizeObserver(resize).observe(canvas);

take(JSON.parse(by("data").textContent));
readPalette();
resize();
showLegend();
foldAll(true);
