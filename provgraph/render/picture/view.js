// The part of the picture that is in view: pan, zoom, fit.

const NEAREST = 0.02, FARTHEST = 3;

const canvas = by("picture"), context = canvas.getContext("2d", { alpha: false });
let view = { x: 0, y: 0, scale: 1 };
let planned = false;

function resize() {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  draw();
}

function fit() {
  const box = extent();
  const wide = (canvas.clientWidth - 32) / (box.right - box.left);
  const high = (canvas.clientHeight - 32) / (box.bottom - box.top);
  view.scale = Math.min(1.25, Math.max(NEAREST, Math.min(wide, high)));
  centre((box.left + box.right) / 2, (box.top + box.bottom) / 2);
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

function keepInView(item) {
  const x = item.x * view.scale + view.x, y = item.y * view.scale + view.y;
  const edge = 60 * Math.max(view.scale, 0.3);
  if (x < edge || y < edge || x > canvas.clientWidth - edge || y > canvas.clientHeight - edge) {
    centre(item.x, item.y);
  }
}

function itemAt(event) {
  const frame = canvas.getBoundingClientRect();
  const x = (event.clientX - frame.left - view.x) / view.scale;
  const y = (event.clientY - frame.top - view.y) / view.scale;
  return [...items.values()].find((item) =>
    Math.abs(x - item.x) <= WIDTH / 2 && Math.abs(y - item.y) <= HEIGHT / 2) ?? null;
}

function draw() {
  if (planned) return;
  planned = true;
  requestAnimationFrame(() => { planned = false; paint(); });
}
