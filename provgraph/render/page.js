// The picture of a lineage: pan, zoom, search, unfold. It draws what provgraph has laid out:
// each node has its layer and its place in it; a group stands for nodes that are alike. Layers
// stand below each other, causes above effects: names are wide, and histories deeper than wide.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const { nodes, relations, groups } = data;

const WIDTH = 208, HEIGHT = 34, GAP_X = 16, GAP_Y = 46, GAP_WRAPPED = 14, ASIDE = 8;
const OPEN_FOLDED_ABOVE = 200;
const LISTED = 100;
const MANY = 12, MANY_EDGES = 2000, MANY_BLOCKS = 100;
const NEAREST = 0.02, FARTHEST = 3, READABLE = 0.55;

const by = (id) => document.getElementById(id);
const canvas = by("picture"), context = canvas.getContext("2d", { alpha: false });
const number = (count) => count.toLocaleString("en");
// As in provgraph's `visible`, what commands a terminal or turns a line around is spelled out.
const visible = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu,
  (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));

// --- what is alike, what is folded --------------------------------------------------------

const members = groups.map(() => []);
nodes.forEach((node, index) => {
  node.index = index;
  node.out = [];
  node.into = [];
  for (let g = node.group; g !== null; g = groups[g].parent) members[g].push(index);
});
relations.forEach((relation, index) => {
  nodes[relation.from].out.push(index);
  nodes[relation.to].into.push(index);
});

const folded = new Set();
const pulled = new Set(); // nodes shown beside the group that is still folded

function keyOf(node) {
  if (pulled.has(node.index)) return "n" + node.index;
  let key = "n" + node.index;
  for (let g = node.group; g !== null; g = groups[g].parent) if (folded.has(g)) key = "g" + g;
  return key;
}

// --- layout -------------------------------------------------------------------------------

let items = new Map(), edges = [], rights = [], selected = null, hits = new Set(), focus = new Set();

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
  for (const item of shown.values()) {
    item.layer = Math.round(item.layers / item.nodes.length);
    item.place = item.places / item.nodes.length;
    item.text = item.group === null ? visible(item.label) : `${visible(item.label)}  ×${number(item.nodes.length)}`;
  }
  return shown;
}

function newItem(key, node) {
  const group = key[0] === "g" ? Number(key.slice(1)) : null;
  const { label, kind } = group === null ? node : groups[group];
  return { key, group, label, kind, nodes: [], layers: 0, places: 0, cut: false, mark: false, start: false,
    out: [], into: [] };
}

function edgesShown(shown) {
  const found = new Map();
  for (const relation of relations) {
    const from = keyOf(nodes[relation.from]), to = keyOf(nodes[relation.to]);
    if (from === to && from[0] === "g") continue;
    const key = from + " " + to;
    let edge = found.get(key);
    if (!edge) {
      found.set(key, edge = { from: shown.get(from), to: shown.get(to), words: new Set(), count: 0 });
      edge.from.out.push(edge);
      edge.to.into.push(edge);
    }
    edge.count += 1;
    edge.words.add((relation.role.length ? relation.role : [relation.type]).map(visible).join(" · "));
  }
  return [...found.values()];
}

function layOut() {
  items = itemsShown();
  edges = edgesShown(items);
  const layers = layersOf(items.values());
  // Rows as long as makes the whole about as wide as a screen is; a longer layer is wrapped.
  const longest = Math.max(7, Math.ceil(Math.sqrt(items.size * 0.35)));
  let y = 0;
  layers.forEach((layer, rank) => {
    const rows = Math.ceil(layer.length / longest), wide = Math.ceil(layer.length / rows);
    const foot = y + (rows - 1) * (HEIGHT + GAP_WRAPPED);
    // All rows in the same columns: relations pass through the gaps between these.
    (rows > 1 ? hubsLast(layer) : layer).forEach((item, i) => {
      item.x = (i % wide - (wide - 1) / 2) * (WIDTH + GAP_X);
      item.y = y + Math.floor(i / wide) * (HEIGHT + GAP_WRAPPED);
      Object.assign(item, { rank, top: y, foot });
    });
    y += rows * (HEIGHT + GAP_WRAPPED) - GAP_WRAPPED + GAP_Y;
  });
  const single = layers.filter((layer) => layer.length <= longest);
  for (const layer of single) align(layer, "out", "to");
  for (const layer of single.reverse()) align(layer, "into", "from");
  rights = layers.map((layer) => Math.max(...layer.map((item) => item.x)) + WIDTH / 2);
  if (edges.length < MANY_EDGES) for (const edge of edges) edge.lane = laneOf(edge, layers);
  if (selected && !items.has(selected)) selected = null;
  say();
}

// Where a relation passes by layers between its ends without a node in its way, nearest to both.
function laneOf({ from, to }, layers) {
  if (from.rank - to.rank < 2) return null;
  const between = layers.slice(to.rank + 1, from.rank), blocks = between.flat();
  if (blocks.length > MANY_BLOCKS) return null;
  const half = WIDTH / 2 + GAP_X / 2;
  const free = (x) => blocks.every((item) => Math.abs(item.x - x) >= half - 1);
  const away = (x) => Math.abs(x - from.x) + Math.abs(x - to.x);
  const [x] = [from.x, to.x, ...blocks.flatMap((item) => [item.x - half, item.x + half])]
    .filter(free).sort((a, b) => away(a) - away(b));
  return { x, top: between[0][0].top - HEIGHT / 2, foot: between.at(-1)[0].foot + HEIGHT / 2 };
}

// What many things point to stands in the row that faces them, not amid its wrapped layer.
function hubsLast(layer) {
  const hub = (item) => item.into.length > MANY;
  return [...layer.filter((item) => !hub(item)), ...layer.filter(hub)];
}

function layersOf(shown) {
  const found = new Map();
  for (const item of shown) {
    if (!found.has(item.layer)) found.set(item.layer, []);
    found.get(item.layer).push(item);
  }
  for (const layer of found.values()) layer.sort((a, b) => a.place - b.place);
  return [...found.keys()].sort((a, b) => a - b).map((key) => found.get(key));
}

// Move the items of a layer towards the middle of their neighbours, in order, none overlapping.
function align(layer, side, end) {
  if (!layer.some((item) => item[side].length)) return;
  const wanted = layer.map((item) => item[side].length
    ? item[side].reduce((sum, edge) => sum + edge[end].x, 0) / item[side].length : item.x);
  let least = -Infinity, off = 0;
  layer.forEach((item, i) => {
    item.x = Math.max(wanted[i], least);
    least = item.x + WIDTH + GAP_X;
    off += wanted[i] - item.x;
  });
  for (const item of layer) item.x += off / layer.length;
}

// --- view ---------------------------------------------------------------------------------

const view = { x: 0, y: 0, scale: 1 };
let planned = false, palette = {};

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  for (const name of ["paper", "ink", "dim", "edge", "mark", "bad", "entity", "activity", "agent", "unknown", "rim"]) {
    palette[name] = style.getPropertyValue("--" + name).trim();
  }
}

function resize() {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  draw();
}

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

function fit() {
  const box = extent();
  const across = (canvas.clientWidth - 48) / (box.right - box.left);
  const down = (canvas.clientHeight - 48) / (box.bottom - box.top);
  view.scale = Math.min(1.25, Math.max(NEAREST, Math.min(across, down)));
  centre((box.left + box.right) / 2, (box.top + box.bottom) / 2);
}

// Where the whole would be too small to read, show what was asked for and what is around it.
function open() {
  fit();
  const start = [...items.values()].find((item) => item.start);
  if (view.scale >= READABLE || !start) return;
  view.scale = READABLE;
  const box = extent();
  const within = (at, low, high, room) => {
    const half = room / view.scale / 2 - 24;
    return high - low < 2 * half ? (low + high) / 2 : Math.min(high - half, Math.max(low + half, at));
  };
  centre(within(start.x, box.left, box.right, canvas.clientWidth),
    within(start.y, box.top, box.bottom, canvas.clientHeight));
}

function centre(x, y) {
  view.x = canvas.clientWidth / 2 - x * view.scale;
  view.y = canvas.clientHeight / 2 - y * view.scale;
  draw();
}

function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const scale = Math.min(FARTHEST, Math.max(NEAREST, view.scale * factor));
  view.x = x - (x - view.x) * scale / view.scale;
  view.y = y - (y - view.y) * scale / view.scale;
  view.scale = scale;
  draw();
}

function pan(x, y) {
  view.x += x;
  view.y += y;
  draw();
}

function at(event) {
  const frame = canvas.getBoundingClientRect();
  const x = (event.clientX - frame.left - view.x) / view.scale;
  const y = (event.clientY - frame.top - view.y) / view.scale;
  for (const item of items.values()) {
    if (Math.abs(x - item.x) <= WIDTH / 2 && Math.abs(y - item.y) <= HEIGHT / 2) return item;
  }
  return null;
}

// --- drawing ------------------------------------------------------------------------------

function draw() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; paint(); });
}

function paint() {
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  const frame = {
    left: -view.x / view.scale, right: (canvas.clientWidth - view.x) / view.scale,
    top: -view.y / view.scale, bottom: (canvas.clientHeight - view.y) / view.scale,
  };
  paintEdges(frame);
  const inside = [...items.values()].filter((item) => item.x - WIDTH < frame.right &&
    item.x + WIDTH > frame.left && item.y - HEIGHT < frame.bottom && item.y + HEIGHT > frame.top);
  (view.scale < 0.3 ? paintFar : paintNear)(inside);
}

function paintEdges(frame) {
  const near = edges.filter(({ from, to }) =>
    Math.min(from.x, to.x) < frame.right && Math.max(from.x, to.x) > frame.left &&
    Math.min(from.y, to.y) < frame.bottom && Math.max(from.y, to.y) > frame.top);
  const chosen = (edge) => edge.from.key === selected || edge.to.key === selected;
  context.globalAlpha = selected ? 0.35 : near.length > 2000 ? 0.5 : 1;
  stroke(near.filter((edge) => !chosen(edge)), palette.edge, 1);
  context.globalAlpha = 1;
  const strong = near.filter(chosen);
  stroke(strong, palette.mark, 1.8);
  if (view.scale > 0.55) {
    const said = selected ? strong : near.length <= 80 ? near.filter(apart) : [];
    const taken = [];
    for (const edge of said) paintWords(edge, taken);
  }
}

function stroke(some, colour, width) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = Math.max(width, 0.5 / view.scale);
  context.beginPath();
  for (const edge of some) (against(edge) ? lineBack : line)(edge);
  context.stroke();
  if (view.scale < 0.3) return;
  context.beginPath();
  for (const edge of some) {
    const { to } = edge, back = against(edge);
    const x = back ? to.x + WIDTH / 2 : to.x, y = back ? to.y + ASIDE : to.y + HEIGHT / 2;
    context.moveTo(x, y);
    context.lineTo(back ? x + 9 : x - 4, back ? y - 4 : y + 9);
    context.lineTo(back ? x + 9 : x + 4, back ? y + 4 : y + 9);
    context.closePath();
  }
  context.fill();
}

// A relation in a circle, or of a node with itself, does not lead up.
const against = ({ from, to }) => from.rank <= to.rank;

// From the top of the one to the foot of the other; out of wrapped layers through their gaps.
function line({ from, to, lane }) {
  const side = Math.sign(to.x - from.x) || 1, half = (WIDTH + GAP_X) / 2, turn = GAP_WRAPPED / 2;
  const leaves = from.y > from.top, enters = to.y < to.foot;
  const x = leaves ? from.x + side * half : from.x, y = from.top - HEIGHT / 2;
  const endX = enters ? to.x - side * half : to.x, endY = to.foot + HEIGHT / 2;
  context.moveTo(from.x, from.y - HEIGHT / 2);
  if (leaves) {
    context.quadraticCurveTo(from.x, from.y - HEIGHT / 2 - turn, x, from.y - HEIGHT / 2 - turn);
    context.lineTo(x, y);
  }
  const last = enters ? endY : endY + 6;
  if (lane) {
    curve(x, y, lane.x, lane.foot);
    context.lineTo(lane.x, lane.top);
    curve(lane.x, lane.top, endX, last);
  } else {
    curve(x, y, endX, last);
  }
  if (enters) {
    const foot = to.y + HEIGHT / 2;
    context.lineTo(endX, foot + turn);
    context.quadraticCurveTo(to.x, foot + turn, to.x, foot + 6);
  }
}

function curve(x, y, endX, endY) {
  const bend = Math.max(16, (y - endY) / 2);
  context.bezierCurveTo(x, y - bend, endX, endY + bend, endX, endY);
}

// From side to side, around the layers between.
function lineBack({ from, to }) {
  const x = from.x + WIDTH / 2, endX = to.x + WIDTH / 2;
  const beside = from === to ? x : Math.max(...rights.slice(from.rank, to.rank + 1));
  const out = (beside + GAP_X - (x + endX) / 8) / 0.75;
  context.moveTo(x, from.y - ASIDE);
  context.bezierCurveTo(out, from.y - 2 * ASIDE, out, to.y + 2 * ASIDE, endX + 6, to.y + ASIDE);
}

// Where many meet many, nobody could tell which words belong to which line.
const apart = ({ from, to }) => from.out.length < 3 || to.into.length < 3;

// Words that would cover others are left out: the details tell them.
function paintWords({ from, to, lane, words }, taken) {
  const text = short(words.size > 2 ? `${words.size} relations` : [...words].join(", "), 26);
  // Nearer to the end with fewer relations, where there is more room.
  const share = Math.min(0.75, Math.max(0.25, from.out.length / (from.out.length + to.into.length)));
  const x = lane ? lane.x : from.x + (to.x - from.x) * share, y = (from.y + to.y) / 2;
  context.font = "10px system-ui, sans-serif";
  const half = context.measureText(text).width / 2;
  if (taken.some((other) => Math.abs(other.x - x) < other.half + half + 8 && Math.abs(other.y - y) < 12)) return;
  taken.push({ x, y, half });
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeStyle = palette.paper;
  context.strokeText(text, x, y);
  context.fillStyle = palette.dim;
  context.fillText(text, x, y);
}

function paintFar(some) {
  for (const kind of ["entity", "activity", "agent", "unknown"]) {
    context.beginPath();
    for (const item of some) if (item.kind === kind) context.rect(item.x - WIDTH / 2, item.y - HEIGHT / 2, WIDTH, HEIGHT);
    context.fillStyle = palette[kind];
    context.fill();
    context.lineWidth = 0.5 / view.scale;
    context.strokeStyle = palette.rim;
    context.stroke();
  }
  for (const item of some) if (marked(item)) rim(item, 3 / view.scale);
}

function paintNear(some) {
  context.font = "13px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const item of some) {
    if (item.group !== null) {
      for (const off of [6, 3]) paintShape(item, off);
    }
    paintShape(item, 0);
    context.fillStyle = "#15161a";
    context.fillText(item.fitted ??= fitted(item), item.x, item.y + 0.5);
    if (marked(item)) rim(item, 3);
  }
}

const marked = (item) => item.key === selected || item.nodes.some((node) => hits.has(node.index));

function paintShape(item, off) {
  outline(item, item.x - WIDTH / 2 + off, item.y - HEIGHT / 2 + off, WIDTH, HEIGHT);
  context.fillStyle = palette[item.kind];
  context.fill();
  context.setLineDash(item.cut ? [5, 3] : []);
  context.strokeStyle = item.mark ? palette.bad : item.cut ? palette.mark : palette.rim;
  context.lineWidth = item.start || item.mark ? 2.5 : item.cut ? 1.6 : 1;
  context.stroke();
  context.setLineDash([]);
}

function rim(item, width) {
  const out = width / 2 + 2;
  outline(item, item.x - WIDTH / 2 - out, item.y - HEIGHT / 2 - out, WIDTH + 2 * out, HEIGHT + 2 * out);
  context.strokeStyle = palette.mark;
  context.lineWidth = width;
  context.stroke();
}

function outline(item, x, y, wide, high) {
  context.beginPath();
  if (item.kind === "activity") {
    context.roundRect(x, y, wide, high, 3);
  } else if (item.kind === "agent") {
    context.moveTo(x + wide / 2, y - 5);
    context.lineTo(x + wide, y + 7);
    context.lineTo(x + wide, y + high);
    context.lineTo(x, y + high);
    context.lineTo(x, y + 7);
    context.closePath();
  } else {
    context.roundRect(x, y, wide, high, high / 2);
  }
}

function fitted(item) {
  const room = WIDTH - 22, wide = context.measureText(item.text).width;
  return wide <= room ? item.text : short(item.text, Math.floor([...item.text].length * room / wide) - 1);
}

// File names differ at their ends: the middle goes.
function short(text, length) {
  const letters = [...text];
  if (letters.length <= length) return text;
  const head = Math.ceil((length - 1) * 0.45);
  return letters.slice(0, head).join("") + "…" + letters.slice(letters.length - (length - 1 - head)).join("");
}

// --- words beside the picture -------------------------------------------------------------

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  return Object.assign(element, attributes);
}

function say() {
  const all = `${number(nodes.length)} nodes, ${number(relations.length)} relations`;
  const cut = data.complete ? "" : "; not complete";
  const few = items.size < nodes.length ? `; folded into ${number(items.size)}` : "";
  by("status").textContent = all + few + cut;
}

function tell() {
  const panel = by("details"), item = items.get(selected);
  const was = panel.hidden;
  panel.hidden = !item;
  panel.replaceChildren(...(item ? (item.group === null ? ofNode(item.nodes[0]) : ofGroup(item)) : []));
  panel.scrollTop = 0;
  if (was !== panel.hidden) resize();
}

function ofNode(node) {
  const facts = [["id", node.id], ["kind", node.kind], ["types", node.types.join("\n")],
    ["depth", String(node.depth)], ...(node.cut ? [["cut", node.cut]] : []),
    ...(node.mark ? [["bad", node.mark]] : []),
    ...Object.entries(node.attributes).map(([name, values]) => [name, values.join("\n")])];
  const list = make("dl");
  for (const [name, value] of facts) {
    if (value) list.append(make("dt", visible(name)), make("dd", value.split("\n").map(visible).join(", ")));
  }
  const parts = [make("h2", visible(node.label)), ...links(node), list];
  if (node.group !== null) parts.push(button(`Fold into “${visible(groups[node.group].label)}”`, () => turn(items.get(selected))));
  const line = (end) => (index) => [nodes[relations[index][end]], [relations[index].type, ...relations[index].role].join(" · ")];
  return [...parts, ...listed("upstream", node.out.map(line("to"))), ...listed("downstream", node.into.map(line("from")))];
}

// A page of a manager says where more is to be had of a node; a page of its own has no such places.
function links(node) {
  const { element, lineage } = canvas.dataset;
  if (!element) return [];
  const line = make("p"), id = encodeURIComponent(node.id);
  const words = node.cut ? "Go on from here" : "Lineage from here";
  line.append(make("a", "Its page", { href: element + id }), " · ", make("a", words, { href: lineage + id }));
  return [line];
}

function ofGroup(item) {
  return [
    make("h2", item.text),
    make("p", `${number(item.nodes.length)} similar nodes of kind ${item.kind}`),
    button("Unfold", () => turn(item)),
    ...listed("members", item.nodes.map((node) => [node, ""])),
  ];
}

function listed(title, lines) {
  if (!lines.length) return [];
  const list = make("ol", undefined, { className: "list" });
  for (const [node, word] of lines.slice(0, LISTED)) list.append(entry(node, word));
  const rest = lines.length - LISTED;
  return [make("h3", `${title} (${number(lines.length)})`), list,
    ...(rest > 0 ? [make("p", `and ${number(rest)} more, which the search can find`)] : [])];
}

function entry(node, word) {
  const line = make("li"), go = button(visible(node.label), () => goTo(node));
  if (word) go.append(" ", make("small", visible(word)));
  line.append(go);
  return line;
}

const button = (text, act) => make("button", text, { type: "button", onclick: act });

// --- what a person does -------------------------------------------------------------------

function select(item) {
  selected = item ? item.key : null;
  tell();
  draw();
}

function turn(item) {
  if (!item) return;
  const anchor = { x: item.x * view.scale + view.x, y: item.y * view.scale + view.y };
  const first = item.nodes[0];
  if (item.group !== null) {
    folded.delete(item.group);
  } else if (pulled.has(first.index)) {
    pulled.delete(first.index);
  } else if (first.group !== null) {
    folded.add(first.group);
    for (const index of members[first.group]) pulled.delete(index);
  } else {
    return;
  }
  layOut();
  // What takes the place of the item stands around where it stood.
  const now = item.nodes.map((node) => items.get(keyOf(node)));
  const mean = (axis) => now.reduce((sum, one) => sum + one[axis], 0) / now.length;
  view.x = anchor.x - mean("x") * view.scale;
  view.y = anchor.y - mean("y") * view.scale;
  select(now[0]);
}

function goTo(node) {
  if (keyOf(node)[0] === "g") {
    pulled.add(node.index);
    layOut();
  }
  const item = items.get(keyOf(node));
  select(item);
  view.scale = Math.max(view.scale, 0.7);
  centre(item.x, item.y);
  closeHits();
}

function foldAll(fold) {
  pulled.clear();
  folded.clear();
  if (fold) groups.forEach((_, index) => folded.add(index));
  layOut();
  tell();
  open();
}

function search() {
  const text = by("search").value.trim().toLowerCase();
  const found = text ? nodes.filter((node) => (node.text ??= textOf(node)).includes(text)) : [];
  hits = new Set(found.map((node) => node.index));
  by("found").textContent = text ? (found.length ? `${number(found.length)} found` : "none") : "";
  by("hits").replaceChildren(...found.slice(0, LISTED).map((node) => entry(node, node.kind)));
  by("hits").hidden = !found.length;
  draw();
  return found;
}

const textOf = (node) => [node.label, node.id, ...node.types, ...Object.values(node.attributes).flat()]
  .join("\n").toLowerCase();

function closeHits() {
  by("hits").hidden = true;
}

// Walk from the selected item: up to a cause, down to an effect, left and right along its row.
function walk(key) {
  const item = items.get(selected);
  const near = (some) => some.sort((a, b) => Math.abs(a.x - item.x) - Math.abs(b.x - item.x))[0];
  const beside = (sign) => near([...items.values()].filter((other) => other !== item &&
    other.y === item.y && Math.sign(other.x - item.x) === sign));
  const next = !item ? items.get(keyOf(nodes[0])) : {
    ArrowUp: () => near(item.out.map((edge) => edge.to)),
    ArrowDown: () => near(item.into.map((edge) => edge.from)),
    ArrowLeft: () => beside(-1),
    ArrowRight: () => beside(1),
  }[key]();
  if (!next) return;
  select(next);
  keepInView(next);
}

function keepInView(item) {
  const x = item.x * view.scale + view.x, y = item.y * view.scale + view.y;
  const edge = 60 * Math.max(view.scale, 0.3);
  if (x < edge || y < edge || x > canvas.clientWidth - edge || y > canvas.clientHeight - edge) {
    centre(item.x, item.y);
  }
}

function pressed(event) {
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  const acts = {
    "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
    Enter: () => turn(items.get(selected)), Escape: () => select(null),
  };
  if (step) event.shiftKey ? pan(...step) : walk(event.key);
  else if (acts[event.key]) acts[event.key]();
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
    const item = at(event);
    canvas.title = item ? item.text : "";
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
  const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
  zoom(apart(event) / apart(before), (event.clientX + other.clientX) / 2 - frame.left,
    (event.clientY + other.clientY) / 2 - frame.top);
}

function pointerUp(event) {
  pointers.delete(event.pointerId);
  if (moved < 5 && !pointers.size && event.type === "pointerup") select(at(event));
}

canvas.addEventListener("pointerdown", pointerDown);
canvas.addEventListener("pointermove", pointerMove);
canvas.addEventListener("pointerup", pointerUp);
canvas.addEventListener("pointercancel", pointerUp);
canvas.addEventListener("dblclick", (event) => turn(at(event)));
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
  const found = search();
  if (found.length) {
    goTo(found[0]);
    canvas.focus();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === by("search")) return;
  event.preventDefault();
  by("search").focus();
});
by("fit").onclick = fit;
by("in").onclick = () => zoom(1.25);
by("out").onclick = () => zoom(0.8);
by("fold").onclick = () => foldAll(true);
by("unfold").onclick = () => foldAll(false);
by("fold").hidden = by("unfold").hidden = !groups.length;
by("cut").hidden = data.complete;
by("bad").hidden = !nodes.some((node) => node.mark);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readPalette(); draw(); });
new ResizeObserver(resize).observe(canvas);

readPalette();
resize();
foldAll(nodes.length > OPEN_FOLDED_ABOVE);
