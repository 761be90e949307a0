// Words beside the picture: the line above it, and the details of what is selected.

const LISTED = 50; // entries of a page of a list

const SAID_ELSEWHERE = new Set(["id", "kind", "types", "type", "depth"]);

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  return Object.assign(element, attributes);
}

const button = (text, act) => make("button", text, { type: "button", onclick: act });

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
  panel.replaceChildren(...(item ? [closing(), ...(item.group === null ? ofNode(item.nodes[0]) : ofGroup(item))] : []));
  panel.scrollTop = 0;
  if (was === panel.hidden) return;
  resize();
  if (item) keepInView(item);
}

function closing() {
  const close = button("×", () => { select(null); canvas.focus(); });
  close.className = "close";
  close.setAttribute("aria-label", "Close the details");
  return close;
}

function ofNode(node) {
  const fold = node.group === null ? []
    : [button(`Fold into “${visible(groups[node.group].label)}”`, () => turn(items.get(keyOf(node))))];
  const towards = (end) => (index) =>
    [nodes[relations[index][end]], [relations[index].type, ...relations[index].role].join(" · ")];
  return [make("h2", visible(node.label)), ...actions(node), facts(node), ...fold,
    ...listed("upstream", node.out.map(towards("to"))), ...listed("downstream", node.into.map(towards("from")))];
}

// Sorted by name; what several names say alike is said once.
function facts(node) {
  const list = make("dl");
  const own = [["id", [node.id]], ["kind", [node.kind]], ["types", node.types],
    ["depth", [String(node.depth)]], ["cut", node.cut ? [node.cut] : []], ["warning", node.mark ? [node.mark] : []]];
  const seen = new Set([node.label, node.id]);
  const others = Object.entries(node.attributes ?? {}).sort((a, b) => byName(a[0], b[0])).flatMap(([name, values]) => {
    const news = [...new Set(values)].filter((value) => !seen.has(name.split(":").at(-1) + "=" + value) && !seen.has(value));
    for (const value of news) seen.add(name.split(":").at(-1) + "=" + value);
    return news.length && !SAID_ELSEWHERE.has(name) ? [[name, news.sort(byName)]] : [];
  });
  for (const [name, values] of [...own, ...others]) {
    if (values.length) list.append(make("dt", visible(name)), ...values.map((value) => make("dd", visible(value))));
  }
  return list;
}

// What a page of a manager can do with a node; a page by itself has nothing to ask.
let actions = () => [];

function ofGroup(item) {
  const more = item.nodes.length > PAGE_OF_GROUP ? `Unfold ${PAGE_OF_GROUP} more` : "Unfold";
  const all = item.nodes.length < members[item.group].length ? "more " : "";
  const parent = groups[item.group].parent;
  return [
    make("h2", item.text),
    make("p", `${number(item.nodes.length)} ${all}similar nodes of kind ${item.kind}`),
    button(more, () => turn(item)),
    ...(parent === null && members[item.group].length === item.nodes.length ? []
      : [button("Fold", () => foldInto(item, parent !== null && !members[parent].every((index) =>
        keyOf(nodes[index]) === item.key) ? parent : item.group))]),
    ...listed("members", [...item.nodes].sort((a, b) => byName(a.label, b.label)).map((node) => [node, ""])),
  ];
}

// A list in pages.
function listed(title, lines) {
  if (!lines.length) return [];
  const list = make("ol", undefined, { className: "list" }), turns = make("p", undefined, { className: "turns" });
  const show = (first) => {
    const last = Math.min(first + LISTED, lines.length);
    list.replaceChildren(...lines.slice(first, last).map(([node, word]) => entry(node, word)));
    if (lines.length <= LISTED) return;
    const back = button("Previous", () => show(first - LISTED)), on = button("Next", () => show(last));
    back.disabled = first === 0;
    on.disabled = last === lines.length;
    turns.replaceChildren(back, ` ${number(first + 1)}–${number(last)} `, on);
  };
  show(0);
  return [make("h3", `${title} (${number(lines.length)})`), list, turns];
}

function entry(node, word) {
  const line = make("li"), go = button(visible(node.label), () => goTo(node));
  const words = [word, node.detail].filter(Boolean).map(visible).join(", ");
  if (words) go.append(" ", make("small", words));
  line.append(go);
  return line;
}
