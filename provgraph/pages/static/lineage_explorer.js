// The explorer: what the server adds is merged into the picture, two nodes are chosen, and the URL
// says all of it. Scripts share one scope: the picture is lineage.js's.
"use strict";

const LIT_ALONE = 60; // as many nodes of an answer are shown beside their groups
const MOST_FOLDING = 1500; // characters of the URL

const address = () => new URL(location.href);
const rowOf = (id) => document.querySelector(`tr[data-node="${CSS.escape(id)}"]`);
const nodeOf = (id) => nodes.find((node) => node.id === id);

// --- the state in the URL -------------------------------------------------------------------

let remembering = 0, shown = location.search;

// Browsers refuse to be told of each step of a walk.
function remember() {
  clearTimeout(remembering);
  remembering = setTimeout(rememberNow, 150);
}

function rememberNow() {
  clearTimeout(remembering);
  const url = withState(address());
  if (url.href !== location.href) history.replaceState(null, "", url);
  shown = location.search;
}

function withState(url) {
  const item = items.get(selected);
  url.searchParams.delete("chosen");
  for (const id of pair) url.searchParams.append("chosen", id);
  url.searchParams.delete("selected");
  if (item && item.group === null) url.searchParams.set("selected", item.nodes[0].id);
  return withFolding(url);
}

// The same answer has the same groups, by their numbers.
function withFolding(url) {
  const unfolded = groups.map((_, g) => g).filter((g) => !folded.has(g));
  const said = { unfolded: unfolded.length && !folded.size ? "all" : unfolded.join(" "), beside: [...pulled].join(" ") };
  for (const [name, text] of Object.entries(said)) {
    if (text && text.length < MOST_FOLDING) url.searchParams.set(name, text);
    else url.searchParams.delete(name);
  }
  return url;
}

function readFolding() {
  const given = address().searchParams, unfolded = given.get("unfolded") ?? "", beside = given.get("beside") ?? "";
  if (!unfolded && !beside) return;
  foldEvery(unfolded !== "all");
  for (const g of unfolded.split(" ")) folded.delete(Number(g || NaN));
  const known = (key) => key[0] === "n" ? nodes[key.slice(1)] : groups[key.slice(1)];
  for (const key of beside.split(" ")) if (key && known(key)) pulled.add(key);
  layOut();
}

// --- expansion ------------------------------------------------------------------------------

let latest = 0; // the last that was asked for is shown, whatever is answered last

async function fetched(url) {
  document.body.setAttribute("aria-busy", "true");
  try {
    return await fetch(url, { headers: { Accept: "text/html" } });
  } catch {
    by("status").textContent = "The manager does not answer: try again when it does";
    return null;
  } finally {
    document.body.removeAttribute("aria-busy");
  }
}

// Fetch the page of a URL, and take over what it shows beyond this one.
async function go(url, { push = true, at = null } = {}) {
  const row = at?.closest("tr[data-node]"), top = row?.getBoundingClientRect().top;
  const asked = latest += 1;
  const answer = await fetched(url);
  if (!answer || asked !== latest) return null;
  const other = new DOMParser().parseFromString(await answer.text(), "text/html");
  // An error or a login is a page by itself.
  if (!answer.ok || !other.getElementById("data")) return location.assign(url);
  if (push) {
    rememberNow();
    history.pushState(null, "", url);
  }
  shown = location.search;
  // The form has a field whose name is "id", so that its own id is no property.
  for (const part of document.querySelectorAll("[data-part]")) part.replaceWith(other.getElementById(part.getAttribute("id")));
  by("data").textContent = other.getElementById("data").textContent;
  merge(JSON.parse(by("data").textContent));
  readState();
  if (push) rememberNow();
  else readPicture();
  // The row from which one went on stays where it was on the screen.
  const now = row && rowOf(row.dataset.node);
  if (now) scrollBy(0, now.getBoundingClientRect().top - top);
  return other;
}

// What was there stays where it is, and in view; what is new stands beside it.
function merge(answer) {
  const chosen = items.get(selected)?.nodes[0].id;
  const anchor = items.get(selected) ?? [...items.values()].find((item) => item.start);
  const known = nodes.length;
  const kept = new Map([...items.values()].map(({ nodes: [{ id }], x, row }) => [id, { x, row }]));
  takeMore(answer);
  readLit();
  layOut(kept);
  selected = chosen && nodeOf(chosen) ? keyOf(nodeOf(chosen)) : null;
  const now = items.get(keyOf(nodeOf(anchor.nodes[0].id) ?? nodes[0]));
  pan((anchor.x - now.x) * view.scale, (anchor.y - now.y) * view.scale);
  search();
  closeHits();
  showLegend();
  tell();
  if (nodes.length > known) by("status").textContent += `; ${number(nodes.length - known)} added`;
}

// What answers a question about two nodes is shown one by one, if it is not too much to read.
function readLit() {
  lit = { nodes: new Set(data.lit.nodes), relations: new Set(data.lit.relations) };
  if (lit.nodes.size > LIT_ALONE) return;
  for (const index of lit.nodes) if (nodes[index].group !== null) pulled.add("n" + index);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  go(withState(new URL(link.href)), { at: link });
});

// A link within the page changes the hash alone.
addEventListener("popstate", () => { if (location.search !== shown) go(address(), { push: false }); });

// --- two nodes ------------------------------------------------------------------------------

function choose(id) {
  pair = pair.includes(id) ? pair.filter((other) => other !== id) : [...pair, id].slice(-2);
  showPair();
  forgetResult();
  tell();
  draw();
  rememberNow();
}

// The answer on the page is about the two that were chosen before.
function forgetResult() {
  if (!address().searchParams.has("show")) return;
  by("result").replaceChildren();
  lit = { nodes: new Set(), relations: new Set() };
  for (const edge of edges) edge.lit = false;
  const url = address();
  url.searchParams.delete("show");
  history.replaceState(null, "", url);
  shown = location.search;
}

function showPair() {
  const boxes = document.querySelectorAll("input[form=two][name=chosen]");
  const listedIds = new Set();
  for (const box of boxes) {
    box.checked = pair.includes(box.value);
    listedIds.add(box.value);
  }
  // A node beyond this page of the list is chosen, too.
  for (const old of by("two").querySelectorAll("input[name=chosen]")) old.remove();
  for (const id of pair) if (!listedIds.has(id)) by("two").append(make("input", undefined, { type: "hidden", name: "chosen", value: id }));
  for (const ask of by("two").querySelectorAll("button")) ask.disabled = pair.length !== 2;
  by("two-names").replaceChildren(...(pair.length ? pair.flatMap(nameOf) : ["Choose two nodes in the list or the picture."]));
}

function nameOf(id, place) {
  return [place ? ", " : "", `${place + 1}: `, make("bdi", visible(nodeOf(id)?.label ?? id))];
}

document.addEventListener("change", (event) => {
  if (event.target.matches("input[form=two][name=chosen]")) choose(event.target.value);
});

document.addEventListener("submit", (event) => {
  if (event.target !== by("two")) return;
  event.preventDefault();
  const url = withState(address());
  url.searchParams.set("show", event.submitter.value);
  go(url).then((other) => other && by("result").scrollIntoView({ block: "nearest" }));
});

// --- the picture ----------------------------------------------------------------------------

actions = (node) => {
  const { element, lineage } = canvas.dataset, id = encodeURIComponent(node.id);
  const links = make("p", undefined, { className: "node-links" });
  links.append(make("a", "Its page", { href: element + id }), make("a", "Lineage from here", { href: lineage + id }));
  const words = { up: node.cut ? "Go on: its causes" : "Add its causes", down: node.cut ? "Go on: its effects" : "Add its effects" };
  for (const way of node.open) links.append(expansion(node, way, words[way]));
  const chosen = pair.includes(node.id);
  const box = button(chosen ? "Chosen" : "Choose", () => choose(node.id));
  box.setAttribute("aria-pressed", chosen);
  links.append(box);
  return [links];
};

function expansion(node, way, words) {
  const url = address();
  url.searchParams.append(way === "up" ? "above" : "below", node.id);
  const link = make("a", words, { href: url.href });
  link.dataset.go = way;
  return link;
}

onSelect = (item) => {
  for (const row of document.querySelectorAll("tr[aria-current]")) row.removeAttribute("aria-current");
  const id = item && item.group === null ? item.nodes[0].id : null;
  if (id) rowOf(id)?.setAttribute("aria-current", "true");
  if (id && item.nodes[0].attributes === null) askAttributes(item.nodes[0]);
  remember();
};

// Of many nodes the page has no attributes: it would be tens of megabytes.
async function askAttributes(node) {
  const answer = await fetch(canvas.dataset.json + encodeURIComponent(node.id)).catch(() => null);
  if (!answer?.ok) return;
  node.attributes = (await answer.json()).properties;
  if (items.get(selected)?.nodes[0] === node) tell();
}

// A click on a row, beside its links, selects its node in the picture.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-node]");
  if (row && !event.target.closest("a, input, button, label")) goTo(nodeOf(row.dataset.node));
});

keys.c = () => {
  const item = items.get(selected);
  if (item && item.group === null) choose(item.nodes[0].id);
};

function readState() {
  const given = address().searchParams;
  pair = given.getAll("chosen").slice(-2);
  showPair();
  tell();
  draw();
}

function readPicture() {
  readFolding();
  const node = nodeOf(address().searchParams.get("selected"));
  if (!node) return select(null);
  if (keyOf(node)[0] === "g") {
    pulled.add("n" + node.index);
    layOut();
  }
  return select(items.get(keyOf(node)));
}

readLit();
if (lit.nodes.size) layOut();
readState();
readPicture();
fit();
