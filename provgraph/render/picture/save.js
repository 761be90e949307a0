// The picture as a file: SVG, whose elements are made here, or PNG.

const SVG = "http://www.w3.org/2000/svg";
const MOST_PIXELS = 8000; // on a side: what browsers draw for sure

// Writes SVG where it is called as the context of a canvas.
class SvgPen {
  constructor(root) {
    Object.assign(this, { root, path: "", dash: [], globalAlpha: 1, fillStyle: "#000", strokeStyle: "#000",
      lineWidth: 1, font: "", textAlign: "", textBaseline: "", lineJoin: "" });
  }
  add(name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    if (this.globalAlpha < 1) element.setAttribute("opacity", this.globalAlpha);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    this.root.append(element);
  }
  draw(letter, ...at) { this.path += letter + at.map((place) => Math.round(place * 100) / 100).join(" "); }
  beginPath() { this.path = ""; }
  moveTo(x, y) { this.draw("M", x, y); }
  lineTo(x, y) { this.draw("L", x, y); }
  bezierCurveTo(...at) { this.draw("C", ...at); }
  closePath() { this.path += "Z"; }
  rect(x, y, wide, high) { this.draw("M", x, y); this.path += `h${wide}v${high}h${-wide}Z`; }
  roundRect(x, y, wide, high, r) {
    const arc = (dx, dy) => { this.path += `a${r} ${r} 0 0 1 ${dx} ${dy}`; };
    this.draw("M", x + r, y);
    this.draw("h", wide - 2 * r); arc(r, r);
    this.draw("v", high - 2 * r); arc(-r, r);
    this.draw("h", 2 * r - wide); arc(-r, -r);
    this.draw("v", 2 * r - high); arc(r, -r);
    this.path += "Z";
  }
  setLineDash(dash) { this.dash = dash; }
  fill() { this.add("path", { d: this.path, fill: this.fillStyle }); }
  stroke() {
    const dash = this.dash.length ? { "stroke-dasharray": this.dash.join(" ") } : {};
    this.add("path", { d: this.path, fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, ...dash });
  }
  text(text, x, y, attributes) {
    const [, weight, size] = /^(bold )?([\d.]+)px/.exec(this.font);
    this.add("text", { x, y, "text-anchor": "middle", "dominant-baseline": "central", "font-size": size,
      ...(weight ? { "font-weight": "bold" } : {}), ...attributes }, text);
  }
  fillText(text, x, y) { this.text(text, x, y, { fill: this.fillStyle }); }
  strokeText(text, x, y) {
    this.text(text, x, y, { fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": "round" });
  }
  measureText(text) {
    context.font = this.font;
    return context.measureText(text);
  }
}

const MARGIN = 40;

// All that is shown now, folded as it is, at the scale in which names are read.
function paintWhole(onto, size) {
  const before = [pen, view];
  [pen, view] = [onto, { x: 0, y: 0, scale: 1 }];
  paintWithin(size);
  [pen, view] = before;
}

function sizeOfWhole() {
  const { left, right, top, bottom } = extent();
  return { left: left - MARGIN, right: right + MARGIN, top: top - MARGIN, bottom: bottom + MARGIN };
}

function pictureAsSvg() {
  const size = sizeOfWhole(), { left, top } = size;
  const wide = Math.round(size.right - left), high = Math.round(size.bottom - top);
  const root = document.createElementNS(SVG, "svg");
  const attributes = { xmlns: SVG, viewBox: `${Math.round(left)} ${Math.round(top)} ${wide} ${high}`, width: wide,
    height: high, "font-family": FONT };
  for (const [key, value] of Object.entries(attributes)) root.setAttribute(key, value);
  const title = document.createElementNS(SVG, "title");
  title.textContent = visible(document.querySelector("h1").textContent.trim());
  root.append(title);
  const onto = new SvgPen(root);
  onto.add("rect", { x: left, y: top, width: wide, height: high, fill: palette.paper });
  paintWhole(onto, size);
  return new XMLSerializer().serializeToString(root);
}

function pictureAsPng() {
  const size = sizeOfWhole(), wide = size.right - size.left, high = size.bottom - size.top;
  const scale = Math.min(2, MOST_PIXELS / wide, MOST_PIXELS / high);
  const whole = make("canvas", undefined, { width: Math.ceil(wide * scale), height: Math.ceil(high * scale) });
  const onto = whole.getContext("2d", { alpha: false });
  onto.fillStyle = palette.paper;
  onto.fillRect(0, 0, whole.width, whole.height);
  onto.setTransform(scale, 0, 0, scale, -size.left * scale, -size.top * scale);
  paintWhole(onto, size);
  return new Promise((done) => whole.toBlob(done, "image/png"));
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  make("a", undefined, { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url));
}
