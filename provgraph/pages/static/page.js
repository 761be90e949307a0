// What the server cannot do: keep a selection across refreshes, submit a form when a choice changes.
"use strict";

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-on-change]");
  // Several values are chosen before the form is sent.
  if (form && event.target.type !== "checkbox") form.requestSubmit();
});

// An empty field of a GET form would only lengthen the URL that people copy.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get") return;
  for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
  setTimeout(() => { for (const field of form.elements) field.disabled = false; });
});

document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = document.querySelector("[data-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

// The chosen rows stay chosen when the list is renewed, and the place in a wide table is kept.
const chosen = new Set();
let across = 0;

function showChosen() {
  const note = document.querySelector("[data-selected]");
  if (note && chosen.size) note.textContent = `${chosen.size} chosen`;
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches("form[data-selection] input[type=checkbox]")) return;
  if (box.checked) chosen.add(box.value); else chosen.delete(box.value);
  const note = document.querySelector("[data-selected]");
  if (note) note.textContent = `${chosen.size} chosen`;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  across = event.target.querySelector(".scroll")?.scrollLeft ?? 0;
});

document.addEventListener("htmx:afterSettle", () => {
  for (const box of document.querySelectorAll("form[data-selection] input[type=checkbox]")) {
    box.checked = chosen.has(box.value);
  }
  const table = document.querySelector("form[data-selection] .scroll");
  if (table) table.scrollLeft = across;
  showChosen();
});
