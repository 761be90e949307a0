// Drawing: with `pen`, which is the canvas on the screen, another canvas, or writes SVG.

const FAR = 0.3; // below this scale nobody can read names
const COLOURS = ["paper", "ink", "dim", "edge", "mark", "bad", "hit", "lit", "entity", "activity", "agent", "unknown", "rim"];
const FONT = "system-ui, sans-serif";

let pen = context, palette = {};
let selected = null, hits = new Set(), pair = [];
let lit = { nodes: new Set(), relations: new Set() }; // what answers a question about two nodes

function readPalette() {
  const style = getComputedStyle(document.documentElement);
  palette = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
}

function paint() {
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = palette.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
  paintWithin({
    left: -view.x / view.scale, right: (canvas.clientWidth - view.x) / view.scale,
    top: -view.y / view.scale, bottom: (canvas.clientHeight - view.y) / view.scale,
  });
}

function paintWithin(frame) {
  paintEdges(frame);
  const inside = [...items.values()].filter((item) => item.x - WIDTH < frame.right &&
    item.x + WIDTH > frame.left && item.y - HEIGHT < frame.bottom && item.y + HEIGHT > frame.top);
  (view.scale < FAR ? paintFar : paintNear)(inside);
}

// --- relations ------------------------------------------------------------------------------

function paintEdges(frame) {
  const near = edges.filter(({ from, to }) => Math.min(from.y, to.y) < frame.bottom &&
    Math.max(from.y, to.y) > frame.top);
  const chosen = (edge) => edge.from.key === selected || edge.to.key === selected;
  pen.globalAlpha = lit.nodes.size ? 0.25 : selected ? 0.4 : near.length > 2000 ? 0.5 : 1;
  stroke(near.filter((edge) => !chosen(edge) && !edge.lit), palette.edge, 1);
  pen.globalAlpha = 1;
  const strong = near.filter(chosen), answers = near.filter((edge) => edge.lit);
  stroke(answers, palette.lit, 3.2);
  stroke(strong, palette.mark, 1.8);
  if (view.scale <= 0.5) return;
  const worded = selected ? strong : answers.length ? answers : near.length <= 120 ? near.filter(apart) : [];
  const taken = [];
  for (const edge of worded) paintWords(edge, taken);
}

function stroke(some, colour, width) {
  if (!some.length) return;
  pen.strokeStyle = pen.fillStyle = colour;
  pen.lineWidth = Math.max(width, 0.5 / view.scale);
  pen.beginPath();
  for (const edge of some) line(edge);
  pen.stroke();
  if (view.scale < FAR) return;
  pen.beginPath();
  for (const edge of some) arrowhead(edge, width > 3 ? 1.4 : 1);
  pen.fill();
}

function arrowhead(edge, size) {
  const { to } = edge, back = against(edge);
  const x = back ? to.x + WIDTH / 2 : to.x, y = back ? to.y + 8 : to.y + HEIGHT / 2;
  const long = 9 * size, half = 4 * size;
  pen.moveTo(x, y);
  pen.lineTo(back ? x + long : x - half, back ? y - half : y + long);
  pen.lineTo(back ? x + long : x + half, back ? y + half : y + long);
  pen.closePath();
}

// The last stretch ends in the arrowhead.
function line(edge) {
  const way = wayOf(edge), back = against(edge);
  pen.moveTo(way[0][0], way[0][1]);
  for (let i = 1; i < way.length; i += 1) {
    const [x, y] = way[i - 1], last = i === way.length - 1 ? 6 : 0;
    const endX = way[i][0] + (back ? last : 0), endY = way[i][1] + (back ? 0 : last), bend = (y - endY) / 2;
    if (x === endX || y === endY) pen.lineTo(endX, endY);
    else pen.bezierCurveTo(x, y - bend, endX, endY + bend, endX, endY);
  }
}

// Where many meet many, nobody could tell which words belong to which line.
const apart = ({ from, to }) => from.out.length < 3 || to.into.length < 3;

// Words that would cover others are left out: the details have them.
function paintWords(edge, taken) {
  if (against(edge)) return;
  const text = short(edge.words.size > 2 ? `${edge.words.size} different relations` : [...edge.words].join(", "), 40);
  pen.font = `10px ${FONT}`;
  const half = pen.measureText(text).width / 2;
  const place = placesOfWords(edge).find(([x, y]) => !taken.some((other) =>
    Math.abs(other.x - x) < other.half + half + 8 && Math.abs(other.y - y) < 12));
  if (!place) return;
  const [x, y] = place;
  taken.push({ x, y, half });
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineWidth: 4, lineJoin: "round" });
  pen.strokeStyle = palette.paper;
  pen.strokeText(text, x, y);
  pen.fillStyle = palette.dim;
  pen.fillText(text, x, y);
}

// In the space below the one row or above the other, first at the end with fewer relations.
function placesOfWords(edge) {
  const way = wayOf(edge);
  const between = (i) => [[0.5, 0.5], [0.3, 0.66], [0.7, 0.34]].map(([share, down]) =>
    [way[i - 1][0] + (way[i][0] - way[i - 1][0]) * share, way[i - 1][1] + (way[i][1] - way[i - 1][1]) * down]);
  const wide = (i) => way[i - 1][1] - way[i][1] > GAP_WRAPPED + 1;
  const ends = edge.from.out.length <= edge.to.into.length ? [1, way.length - 1] : [way.length - 1, 1];
  return ends.filter(wide).flatMap(between);
}

// --- nodes ----------------------------------------------------------------------------------

const hitsIn = (item) => hits.size ? item.nodes.filter((node) => hits.has(node.index)).length : 0;
const isLit = (item) => item.nodes.some((node) => lit.nodes.has(node.index));
const faded = (item) => item.key !== selected &&
  (hits.size ? !hitsIn(item) : lit.nodes.size > 0 && !isLit(item));

function paintFar(some) {
  for (const kind of ["entity", "activity", "agent", "unknown"]) {
    for (const dim of [true, false]) {
      pen.beginPath();
      for (const item of some) {
        if (item.kind === kind && faded(item) === dim) pen.rect(item.x - WIDTH / 2, item.y - HEIGHT / 2, WIDTH, HEIGHT);
      }
      pen.globalAlpha = dim ? 0.3 : 1;
      pen.fillStyle = palette[kind];
      pen.fill();
      pen.lineWidth = 0.5 / view.scale;
      pen.strokeStyle = palette.rim;
      pen.stroke();
    }
  }
  pen.globalAlpha = 1;
  for (const item of some) paintRims(item, 3 / view.scale);
}

function paintNear(some) {
  for (const item of some) {
    pen.globalAlpha = faded(item) ? 0.3 : 1;
    if (item.group !== null && !faded(item)) for (const off of [6, 3]) paintShape(item, off);
    paintShape(item, 0);
    paintName(item);
    pen.globalAlpha = 1;
    paintRims(item, 3);
    paintBadges(item);
  }
}

function paintName(item) {
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", font: `13px ${FONT}` });
  pen.fillStyle = "#15161a";
  pen.fillText(item.fitted ??= fitted(item.text), item.x, item.y + (item.detail ? -6.5 : 0.5));
  if (!item.detail) return;
  pen.font = `11px ${FONT}`;
  pen.fillStyle = "#3c3e46";
  pen.fillText(item.fittedDetail ??= fitted(item.detail), item.x, item.y + 9.5);
}

function paintShape(item, off) {
  outline(item, item.x - WIDTH / 2 + off, item.y - HEIGHT / 2 + off, WIDTH, HEIGHT);
  pen.fillStyle = palette[item.kind];
  pen.fill();
  pen.setLineDash(item.cut ? [5, 3] : []);
  pen.strokeStyle = item.mark ? palette.bad : item.cut ? palette.mark : item.start ? palette.ink : palette.rim;
  pen.lineWidth = item.start || item.mark ? 2.5 : item.cut ? 1.8 : 1;
  pen.stroke();
  pen.setLineDash([]);
}

// Around what was selected, what a search hit, what answers a question.
function paintRims(item, width) {
  if (hitsIn(item)) rim(item, width + 1, palette.hit, 2);
  else if (isLit(item)) rim(item, width, palette.lit, 2);
  if (item.key === selected) rim(item, width, palette.mark, hitsIn(item) || isLit(item) ? 7 : 2);
}

function rim(item, width, colour, away) {
  const out = width / 2 + away;
  outline(item, item.x - WIDTH / 2 - out, item.y - HEIGHT / 2 - out, WIDTH + 2 * out, HEIGHT + 2 * out);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

// Signs at the corners, so that nothing is told by colour alone.
function paintBadges(item) {
  const left = item.x - WIDTH / 2 + 8, right = item.x + WIDTH / 2 - 8, top = item.y - HEIGHT / 2;
  const place = item.nodes.map((node) => pair.indexOf(node.id)).find((at) => at >= 0);
  if (place !== undefined) badge(String(place + 1), left, top, palette.mark);
  if (item.mark) badge("!", right, top, palette.bad);
  else if (item.cut) badge("…", right, top, palette.mark);
  if (item.group !== null && hitsIn(item)) badge(number(hitsIn(item)), right, top + HEIGHT, palette.hit);
}

function badge(text, x, y, colour) {
  const half = Math.max(8, 4 + 3.6 * text.length);
  pen.beginPath();
  pen.roundRect(x - half, y - 8, 2 * half, 16, 8);
  pen.fillStyle = colour;
  pen.fill();
  Object.assign(pen, { textAlign: "center", textBaseline: "middle", font: `bold 11px ${FONT}` });
  pen.fillStyle = palette.paper;
  pen.fillText(text, x, y + 0.5);
}

function outline(item, x, y, wide, high) {
  pen.beginPath();
  if (item.kind === "activity") {
    pen.roundRect(x, y, wide, high, 3);
  } else if (item.kind === "agent") {
    pen.moveTo(x + wide / 2, y - 5);
    pen.lineTo(x + wide, y + 7);
    pen.lineTo(x + wide, y + high);
    pen.lineTo(x, y + high);
    pen.lineTo(x, y + 7);
    pen.closePath();
  } else {
    pen.roundRect(x, y, wide, high, high / 2);
  }
}

function fitted(text) {
  const room = WIDTH - 24, wide = pen.measureText(text).width;
  return wide <= room ? text : short(text, Math.floor([...text].length * room / wide) - 1);
}

// File names differ at their ends: the middle goes.
function short(text, length) {
  const letters = [...text];
  if (letters.length <= length) return text;
  const head = Math.ceil((length - 1) * 0.45);
  return letters.slice(0, head).join("") + "…" + letters.slice(letters.length - (length - 1 - head)).join("");
}
