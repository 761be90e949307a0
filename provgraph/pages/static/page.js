// What the server cannot do: choose all rows of a page, submit a form when a choice changes.
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

// All rows of a page are chosen before the form asks for the list with the new choice.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-choose-all]")) return;
  for (const box of event.target.form.querySelectorAll("input[name=id][type=checkbox]")) {
    box.checked = event.target.checked;
  }
}, true);

// The place in a wide table is kept when the list is renewed.
let across = 0;

document.addEventListener("htmx:beforeSwap", (event) => {
  across = event.target.querySelector(".scroll")?.scrollLeft ?? 0;
});

document.addEventListener("htmx:afterSettle", () => {
  const table = document.querySelector("form[data-selection] .scroll");
  if (table) table.scrollLeft = across;
});
