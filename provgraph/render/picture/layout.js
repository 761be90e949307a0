// Where everything stands: layers below each other, causes above effects; a long layer is wrapped
// into rows; relations pass each row between their ends through a gap between its boxes.

const WIDTH = 208, HEIGHT = 40, GAP_X = 16, GAP_Y = 48, GAP_WRAPPED = 18;
const MANY_EDGES = 2000; // more are drawn straight
const MANY_ITEMS = 400; // more are not wrapped in all possible ways to compare these
const READABLE = 0.8; // at this scale names are read with ease
const LEAST_GAP = 6;

let items = new Map(), edges = [], rows = [], columns = 7, gap = GAP_Y;

function itemsShown() {
  const shown = new Map();
  for (const node of nodes) {
    const key = keyOf(node);
    let item = shown.get(key);
    if (!item) shown.set(key, item = newItem(key, node));
    item.nodes.push(node);
    item.layers += node.layer;
    item.places += node.place;
    item.cut ||= node.cut;
    item.mark ||= node.mark;
    item.start ||= node.start;
  }
  for (const item of shown.values()) finish(item);
  return shown;
}

function newItem(key, node) {
  const group = key[0] === "g" ? Number(key.slice(1)) : null;
  const { label, kind } = group === null ? node : groups[group];
  const detail = group === null ? node.detail : "";
  return { key, group, label, kind, detail, nodes: [], layers: 0, places: 0, cut: "", mark: "", start: false,
    out: [], into: [] };
}

function finish(item) {
  const parent = groupOf(item.key), count = item.nodes.length;
  item.layer = Math.round(item.layers / count);
  item.place = item.places / count;
  item.text = visible(item.label);
  item.detail = item.group === null ? visible(item.detail) : `×${number(count)}`;
  // The unfolded page of a group stands together, where the group stands.
  if (item.group !== null && members[item.group].length > count) item.place = placeOf(item.group);
  else if (parent !== null && folded.has(parent)) item.place = placeOf(parent);
}

const placeOf = (g) => members[g].reduce((sum, index) => sum + nodes[index].place, 0) / members[g].length;

// By place; at one place in natural order, the group that they are from last.
const inOrder = (a, b) => a.place - b.place || (a.group !== null) - (b.group !== null) || byName(a.label, b.label);

function edgesShown(shown) {
  const between = new Map();
  relations.forEach((relation, index) => {
    const from = keyOf(nodes[relation.from]), to = keyOf(nodes[relation.to]);
    if (from === to && from[0] === "g") return;
    const key = from + " " + to;
    let edge = between.get(key);
    if (!edge) {
      between.set(key, edge = { from: shown.get(from), to: shown.get(to), words: new Set(), lit: false, way: null,
        index: between.size });
      edge.from.out.push(edge);
      edge.to.into.push(edge);
    }
    edge.lit ||= lit.relations.has(index);
    edge.words.add(wordsFor(relation));
  });
  return [...between.values()];
}

// Few relations differ in type and roles.
const wordings = new Map();
function wordsFor({ type, role }) {
  const key = JSON.stringify([type, role]);
  if (!wordings.has(key)) wordings.set(key, [type, ...role].map(visible).join(" · "));
  return wordings.get(key);
}

function layersOf(shown) {
  const numbered = new Map();
  for (const item of shown) {
    if (!numbered.has(item.layer)) numbered.set(item.layer, []);
    numbered.get(item.layer).push(item);
  }
  for (const layer of numbered.values()) layer.sort(inOrder);
  return [...numbered.keys()].sort((a, b) => a - b).map((key) => numbered.get(key));
}

// `kept` has the places of items that are to stay where they are, by the ids of their nodes.
function layOut(kept = new Map()) {
  items = itemsShown();
  edges = edgesShown(items);
  const layers = layersOf(items.values());
  if (!kept.size) spread(layers.map((layer) => layer.length));
  rows = [];
  let y = 0;
  for (const layer of layers) {
    const wrapped = kept.size ? besideKept(layer, kept) : rowsOf(layer);
    for (const row of wrapped) {
      for (const item of row) Object.assign(item, { y, row: rows.length });
      rows.push({ y, items: row, wrapped: wrapped.length > 1 });
      y += HEIGHT + GAP_WRAPPED;
    }
    y += gap - GAP_WRAPPED;
  }
  if (!kept.size) alignRows();
  for (const row of rows) row.items.sort((a, b) => a.x - b.x);
  if (selected && !items.has(selected)) selected = null;
  say();
}

// As many columns as make the whole about as large as it can be on this screen: the more, the
// fewer layers are wrapped, and the easier their relations are to follow.
function bestColumns(sizes) {
  if (items.size > MANY_ITEMS) return Math.max(7, Math.ceil(Math.sqrt(items.size * 0.35)));
  const scales = Array.from({ length: Math.max(...sizes) }, (_, i) => scaleWith(i + 1, sizes));
  const largest = Math.max(...scales), enough = largest > READABLE ? READABLE : largest * 0.85;
  return 1 + scales.findLastIndex((scale) => scale >= enough);
}

const scaleWith = (count, sizes) =>
  Math.min(canvas.clientWidth / wideWith(count, sizes), canvas.clientHeight / highWith(count, sizes));
const wideWith = (count, sizes) => Math.min(count, Math.max(...sizes)) * (WIDTH + GAP_X);
const highWith = (count, sizes) =>
  sizes.reduce((sum, size) => sum + Math.ceil(size / count) * (HEIGHT + GAP_WRAPPED) + GAP_Y - GAP_WRAPPED, 0);

// Where the screen has room for it, relations get more of it.
function spread(sizes) {
  columns = bestColumns(sizes);
  const scale = Math.min(1.25, canvas.clientWidth / wideWith(columns, sizes));
  const left = canvas.clientHeight / scale - highWith(columns, sizes);
  gap = GAP_Y + Math.max(0, Math.min(GAP_Y, left / sizes.length));
}

// A layer in rows of equal length, all in the same columns: relations pass between these.
function rowsOf(layer) {
  const lines = Math.ceil(layer.length / columns), wide = Math.ceil(layer.length / lines);
  const ordered = lines > 1 ? hubsLast(layer) : layer, wrapped = [];
  for (let at = 0; at < ordered.length; at += wide) wrapped.push(ordered.slice(at, at + wide));
  for (const row of wrapped) row.forEach((item, i) => { item.x = (i - (wide - 1) / 2) * (WIDTH + GAP_X); });
  return wrapped;
}

// What many things point to stands in the row that faces them, not amid its wrapped layer.
function hubsLast(layer) {
  const hub = (item) => item.into.length > 12;
  return [...layer.filter((item) => !hub(item)), ...layer.filter(hub)];
}

const keptPlace = (item, kept) => kept.get(item.nodes[0].id);

// Items that were there stay in their column; new ones stand nearest to what they belong to.
function besideKept(layer, kept) {
  const wrapped = [];
  const known = layer.filter((item) => keptPlace(item, kept)).sort((a, b) => keptPlace(a, kept).row - keptPlace(b, kept).row);
  for (const item of [...known, ...layer.filter((item) => !keptPlace(item, kept))]) {
    const wanted = keptPlace(item, kept)?.x ?? wantedPlace(item, kept);
    const free = (row) => row.every((other) => Math.abs(other.x - wanted) >= WIDTH + GAP_X - 1);
    const row = wrapped.find(free);
    if (row || keptPlace(item, kept)) putInto(wrapped, row, item, wanted);
    else putNearest(wrapped, item, wanted);
  }
  return wrapped;
}

function putInto(wrapped, row, item, x) {
  item.x = x;
  if (row) row.push(item);
  else wrapped.push([item]);
}

function putNearest(wrapped, item, wanted) {
  const row = wrapped.findLast((some) => some.length < columns);
  if (!row) return putInto(wrapped, null, item, wanted);
  const sides = row.flatMap(({ x }) => [x - WIDTH - GAP_X, x + WIDTH + GAP_X]);
  const free = sides.filter((x) => row.every((other) => Math.abs(other.x - x) >= WIDTH + GAP_X - 1));
  return putInto(wrapped, row, item, free.sort((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted))[0]);
}

function wantedPlace(item, kept) {
  const near = [...item.out.map((edge) => edge.to), ...item.into.map((edge) => edge.from)]
    .map((other) => other.x ?? keptPlace(other, kept)?.x).filter((x) => x !== undefined);
  return near.length ? near.reduce((sum, x) => sum + x, 0) / near.length : 0;
}

function alignRows() {
  const single = rows.filter((row) => !row.wrapped).map((row) => row.items);
  for (const row of single) align(row, "out", "to");
  for (const row of single.reverse()) align(row, "into", "from");
}

// Move the items of a row towards the middle of their neighbours, in order, none overlapping.
function align(row, side, end) {
  if (!row.some((item) => item[side].length)) return;
  const wanted = row.map((item) => item[side].length
    ? item[side].reduce((sum, edge) => sum + edge[end].x, 0) / item[side].length : item.x);
  let least = -Infinity, off = 0;
  row.forEach((item, i) => {
    item.x = Math.max(wanted[i], least);
    least = item.x + WIDTH + GAP_X;
    off += wanted[i] - item.x;
  });
  for (const item of row) item.x += off / row.length;
}

// --- relations ------------------------------------------------------------------------------

// A relation in a circle, or of a node with itself, does not lead up.
const against = ({ from, to }) => from.row <= to.row;

// The points through which a relation passes. Where only one coordinate differs the line is straight.
function wayOf(edge) {
  return edge.way ??= against(edge) ? wayDown(edge) : wayUp(edge);
}

// From the top of the one to the foot of the other.
function wayUp(edge) {
  const { from, to } = edge, half = HEIGHT / 2;
  const passed = edges.length < MANY_EDGES ? rows.slice(to.row + 1, from.row).reverse() : [];
  return [[from.x, from.y - half], ...through(passed, -half, from.x, edge), [to.x, to.y + half]];
}

// From side to side: out into the gap beside the one, and in from that beside the other.
function wayDown(edge) {
  const { from, to } = edge, half = HEIGHT / 2, x = beside(from), endX = beside(to);
  const leaves = [[from.x + WIDTH / 2, from.y - 8], [x, from.y - 8]];
  const enters = [[endX, to.y + 8], [to.x + WIDTH / 2, to.y + 8]];
  if (from === to) return [...leaves, ...enters];
  const above = from.y - half - GAP_WRAPPED / 2;
  if (from.row === to.row) return [...leaves, [x, above], [endX, above], ...enters];
  const passed = rows.slice(from.row + 1, to.row);
  return [...leaves, [x, from.y + half], ...through(passed, half, x, edge), [endX, to.y - half], ...enters];
}

function through(passed, half, start, { to, index }) {
  let x = start;
  return passed.flatMap((row) => {
    x = passage(row.items, x, to.x, index);
    return [[x, row.y - half], [x, row.y + half]];
  });
}

function beside(item) {
  const row = rows[item.row].items;
  return item.x + (WIDTH + room(item, row[row.indexOf(item) + 1])) / 2;
}

// Where a row is passed without a box in the way: straight on, or through the gap beside the box.
function passage(row, x, end, index) {
  const i = row.findIndex((item) => Math.abs(item.x - x) < WIDTH / 2 + LEAST_GAP / 2);
  if (i < 0) return x;
  const box = row[i], off = (index % 3 - 1) * 3;
  const left = box.x - (WIDTH + room(row[i - 1], box)) / 2 + off;
  const right = box.x + (WIDTH + room(box, row[i + 1])) / 2 + off;
  const far = (place) => Math.abs(place - x) + Math.abs(place - end);
  return far(left) < far(right) ? left : right;
}

const room = (left, right) => left && right ? Math.min(2 * GAP_X, right.x - left.x - WIDTH) : 2 * GAP_X;

function extent() {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of items.values()) {
    box.left = Math.min(box.left, x - WIDTH / 2);
    box.right = Math.max(box.right, x + WIDTH / 2);
    box.top = Math.min(box.top, y - HEIGHT / 2);
    box.bottom = Math.max(box.bottom, y + HEIGHT / 2);
  }
  return box;
}
