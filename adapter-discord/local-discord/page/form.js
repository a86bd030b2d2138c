// Dialogs: a modal that the bot opened, and an enlarged picture.

import { el, icon } from "./dom.js";
import { Declined } from "./wire.js";
import { say } from "./words.js";

const LONG = 2;

/** Shows a modal; `submit` gets its fields by custom id, and may decline. */
export function form(modal, submit) {
  const inputs = modal.components.flatMap((row) => row.components ?? []).filter((part) => part.type === 4);
  const fields = inputs.map(field);
  const notice = el("p", { class: "notice", role: "alert" });
  const send = el("button", { type: "submit", class: "button primary" }, say("submit"));
  const cancel = el("button", { type: "button", class: "button secondary", on: { click: () => dialog.close() } }, say("cancel"));
  const heading = el("h2", { id: "form-title" }, modal.title);
  const inside = el("form", { method: "dialog" }, heading, fields.map((one) => one.node), notice, el("div", { class: "ends" }, cancel, send));
  const dialog = el("dialog", { class: "form", "aria-labelledby": "form-title" }, inside);
  inside.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await submit(Object.fromEntries(fields.map((one) => [one.id, one.input.value])));
      dialog.close();
    } catch (error) {
      if (!(error instanceof Declined)) throw error;
      notice.textContent = error.message;
    } finally {
      send.disabled = false;
    }
  });
  open(dialog);
}

export function look(url, name) {
  const image = el("img", { src: url, alt: name });
  const close = el("button", { type: "button", class: "close", "aria-label": say("close"), on: { click: () => dialog.close() } }, icon("close"));
  const dialog = el("dialog", { class: "look", "aria-label": name, on: { click: () => dialog.close() } }, image, close);
  open(dialog);
}

function field(part) {
  const id = `field-${part.custom_id}`;
  const count = el("span", { class: "count", "aria-hidden": "true" });
  const most = part.max_length ?? 4000;
  const input = el(part.style === LONG ? "textarea" : "input", {
    id,
    rows: part.style === LONG ? "3" : null,
    type: part.style === LONG ? null : "text",
    placeholder: part.placeholder,
    required: part.required !== false,
    minlength: part.min_length,
    maxlength: most,
    autocomplete: "off",
    data: { custom: part.custom_id },
  });
  input.value = part.value ?? "";
  const tell = () => (count.textContent = part.max_length ? say("characters", { count: input.value.length, most }) : "");
  input.addEventListener("input", tell);
  tell();
  const label = el("label", { for: id }, part.label, part.required === false ? el("small", {}, ` · ${say("optional")}`) : null);
  return { id: part.custom_id, input, node: el("div", { class: "field" }, label, input, count) };
}

function open(dialog) {
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (!before?.isConnected) return;
    // The browser restored the focus, but without this the keys would still go to the closed dialog.
    before.blur();
    before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input, textarea")?.focus();
}
