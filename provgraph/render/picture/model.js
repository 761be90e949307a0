// What is drawn: nodes, relations, groups of nodes that are alike, and which of these are folded.
// provgraph has laid it out: each node has its layer and its place in it.
"use strict";

const PAGE_OF_GROUP = 24; // as many members of a large group are unfolded at once

const by = (id) => document.getElementById(id);
const number = (count) => count.toLocaleString("en");
// As in provgraph's `visible`, what commands a terminal or turns a line around is spelled out.
const visible = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu,
  (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));
// run5, run50, run500: numbers in names are compared as numbers.
const byName = new Intl.Collator("en", { numeric: true }).compare;

let data, nodes, relations, groups, members, subgroups;
const folded = new Set(); // numbers of groups
const pulled = new Set(); // keys of what is shown beside the group that it is part of

function take(answer) {
  data = answer;
  ({ nodes, relations, groups } = data);
  members = groups.map(() => []);
  subgroups = groups.map(() => []);
  groups.forEach(({ parent }, g) => { if (parent !== null) subgroups[parent].push(g); });
  nodes.forEach((node, index) => {
    Object.assign(node, { index, out: [], into: [] });
    for (let g = node.group; g !== null; g = groups[g].parent) members[g].push(index);
  });
  relations.forEach((relation, index) => {
    nodes[relation.from].out.push(index);
    nodes[relation.to].into.push(index);
  });
}

// The key of what shows a node: itself, or the outermost folded group that it was not pulled out of.
function keyOf(node) {
  let key = "n" + node.index;
  if (pulled.has(key)) return key;
  for (let g = node.group; g !== null; g = groups[g].parent) {
    if (folded.has(g)) key = "g" + g;
    if (pulled.has("g" + g)) break;
  }
  return key;
}

const groupOf = (key) => key[0] === "g" ? groups[Number(key.slice(1))].parent : nodes[Number(key.slice(1))].group;

// What a group consists of: groups, and nodes that are in none of these, in natural order.
const contents = new Map();
function contentsOf(g) {
  if (!contents.has(g)) {
    const single = members[g].filter((index) => nodes[index].group === g);
    const named = [...subgroups[g].map((sub) => ["g" + sub, groups[sub].label]),
      ...single.map((index) => ["n" + index, nodes[index].label])];
    contents.set(g, named.sort((a, b) => byName(a[1], b[1])).map(([key]) => key));
  }
  return contents.get(g);
}

// Unfold a group, or the next page of a large one: what surrounds it stays in sight.
function unfoldGroup(g) {
  const left = contentsOf(g).filter((key) => !pulled.has(key));
  if (left.length > PAGE_OF_GROUP) {
    const page = left.slice(0, PAGE_OF_GROUP);
    for (const key of page) pulled.add(key);
    return page;
  }
  folded.delete(g);
  for (const key of contentsOf(g)) pulled.delete(key);
  return left;
}

function foldGroup(g) {
  folded.add(g);
  for (const key of contentsOf(g)) pulled.delete(key);
}

function foldEvery(fold) {
  pulled.clear();
  folded.clear();
  if (fold) groups.forEach((_, g) => folded.add(g));
}

// Another answer about more nodes: what is shown by itself stays so, the rest opens folded.
function takeMore(answer) {
  const shown = new Set(nodes.filter((node) => keyOf(node)[0] === "n").map((node) => node.id));
  take(answer);
  contents.clear();
  foldEvery(true);
  for (const node of nodes) if (shown.has(node.id) && node.group !== null) pulled.add("n" + node.index);
}
