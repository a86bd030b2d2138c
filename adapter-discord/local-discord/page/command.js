// A slash command that the member is filling in: its name, and a field for each option.

import { el } from "./dom.js";
import { say } from "./words.js";

/** Discord's option types. */
const KIND = { INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, NUMBER: 10, FILE: 11 };

/** Milliseconds from the last key to asking the bot for suggestions. */
const TYPING_MS = 120;

/**
 * `world` has the people, roles and channels to choose from; `doing` has the actions `send`, `leave`, `suggest` and
 * `notice`; `popup` shows the choices.
 */
export class CommandLine {
  #fields = [];
  #asked = 0;

  constructor(command, world, popup, doing) {
    Object.assign(this, { command, world, popup, doing });
    this.tail = el("input", { class: "tail", type: "text", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", "aria-label": `/${command.shown}` });
    this.tail.addEventListener("focus", () => this.#offerOptions());
    this.tail.addEventListener("input", () => this.#offerOptions());
    this.tail.addEventListener("keydown", (event) => this.#tailKey(event));
    this.pill = el("span", { class: "pill" }, `/${command.shown}`);
    this.node = el("div", { class: "command" }, this.pill, this.tail);
    this.node.addEventListener("focusout", (event) => {
      if (!this.node.contains(event.relatedTarget)) popup.close();
    });
    for (const option of command.options.filter((one) => one.required)) this.#add(option);
  }

  /** Focuses the first field that is still empty. */
  focus() {
    const empty = this.#fields.find((field) => !field.input.value);
    (empty?.input ?? this.tail).focus();
  }

  fill(values) {
    for (const [name, value] of Object.entries(values)) {
      const option = this.command.options.find((one) => one.name === name);
      if (!option) continue;
      const field = this.#fields.find((one) => one.option === option) ?? this.#add(option);
      const item = this.#items(option).find((one) => one.value === String(value));
      this.#set(field, item ?? { title: String(value), value: null });
    }
  }

  /** Fills in the text typed after the command's name: `name:value` pairs, or all of it into the first option. */
  type(text) {
    const named = Object.fromEntries([...text.matchAll(/([\p{L}\p{N}_-]+):(\S+)/gu)].map((pair) => [pair[1], pair[2]]));
    const known = Object.keys(named).filter((name) => this.command.options.some((one) => one.name === name));
    if (known.length) this.fill(Object.fromEntries(known.map((name) => [name, named[name]])));
    else if (text && this.command.options[0]) this.fill({ [this.command.options[0].name]: text });
  }

  /** The values by option name; undefined, after a notice, if a value is missing or wrong. */
  async read() {
    const values = {};
    for (const field of this.#fields) {
      const { value, problem } = await this.#valueOf(field);
      field.input.setAttribute("aria-invalid", String(Boolean(problem)));
      if (problem) {
        this.doing.notice(problem);
        field.input.focus();
        return null;
      }
      if (value !== undefined) values[field.option.name] = value;
    }
    return values;
  }

  #add(option) {
    const isFile = option.type === KIND.FILE;
    const input = el("input", {
      type: isFile ? "file" : "text",
      "aria-label": `${option.shown}${option.required ? `, ${say("required")}` : ""}: ${option.description}`,
      role: isFile ? null : "combobox",
      "aria-expanded": isFile ? null : "false",
      "aria-autocomplete": isFile ? null : "list",
      inputmode: option.type === KIND.INTEGER ? "numeric" : null,
      maxlength: option.type === 3 && option.max_length ? option.max_length : null,
      autocomplete: "off",
      spellcheck: "false",
      data: { option: option.name },
    });
    const node = el("label", { class: option.required ? "chip required" : "chip" }, el("span", { class: "label" }, option.shown), input);
    const field = { option, input, node, value: null };
    input.addEventListener("focus", () => this.#offer(field));
    input.addEventListener("input", () => {
      field.value = null;
      input.setAttribute("aria-invalid", "false");
      this.#fit(input);
      this.doing.notice("");
      this.#offer(field);
    });
    input.addEventListener("keydown", (event) => this.#fieldKey(event, field));
    this.#fields.push(field);
    this.node.insertBefore(node, this.tail);
    this.#fit(input);
    return field;
  }

  #set(field, item) {
    field.input.value = item.title;
    field.value = item.value;
    field.raw = item.raw;
    this.#fit(field.input);
  }

  #fit(input) {
    if (input.type === "text") input.size = Math.max(input.value.length + 1, 5);
  }

  #remove(field) {
    field.node.remove();
    this.#fields = this.#fields.filter((one) => one !== field);
    this.tail.focus();
  }

  /** The choices of an option that does not take free text. */
  #items({ type, choices }) {
    if (choices.length) return choices.map((one) => ({ value: String(one.value), title: one.name, raw: one.value }));
    if (type === KIND.BOOLEAN) return [{ value: "true", title: say("yes"), raw: true }, { value: "false", title: say("no"), raw: false }];
    if (type === KIND.USER) return this.world.people();
    if (type === KIND.ROLE) return this.world.roles();
    if (type === KIND.MENTIONABLE) return [...this.world.people(), ...this.world.roles()];
    if (type === KIND.CHANNEL) return this.world.channels();
    return [];
  }

  async #offer(field) {
    const { option, input } = field;
    const typed = input.value.trim();
    const title = `${option.shown} · ${option.description}${option.required ? "" : ` · ${say("optional")}`}`;
    this.#asked += 1;
    if (option.autocomplete) {
      const asked = this.#asked;
      if (!this.popup.isOpen) this.#show([], field, { title, first: -1, empty: null });
      await new Promise((done) => setTimeout(done, TYPING_MS));
      if (asked !== this.#asked) return;
      const found = await this.doing.suggest(this.command, await this.#given(), option.name, input.value);
      if (asked !== this.#asked || document.activeElement !== input) return;
      const items = found.map((one) => ({ value: String(one.value), title: one.name, raw: one.value }));
      this.#show(items, field, { title, first: -1, empty: null });
      return;
    }
    const all = this.#items(option);
    const items = field.value === null ? matching(all, typed) : [];
    const isPicked = all.length === 0 || field.value !== null;
    this.#show(items, field, { title, first: typed || option.required ? 0 : -1, empty: isPicked ? null : "" });
  }

  #show(items, field, how) {
    this.popup.pick = (item, key) => {
      this.#set(field, item);
      this.popup.close();
      this.#next(field, key);
    };
    this.popup.open(items, field.input, how);
  }

  /** After a choice, focuses the next empty field or the end. */
  #next(field) {
    const at = this.#fields.indexOf(field);
    const empty = this.#fields.slice(at + 1).find((one) => !one.input.value);
    (empty?.input ?? this.tail).focus();
  }

  #offerOptions() {
    const typed = this.tail.value.trim().toLowerCase();
    const open = this.command.options.filter((option) => !this.#fields.some((field) => field.option === option));
    const fits = open.filter((option) => option.shown.toLowerCase().startsWith(typed) || option.name.startsWith(typed));
    const items = fits.map((option) => ({ value: option.name, title: option.shown, note: option.description, mark: say("optional"), option }));
    this.popup.pick = (item) => {
      this.tail.value = "";
      this.popup.close();
      this.#add(item.option).input.focus();
    };
    this.popup.open(items, this.tail, { title: this.command.description, first: typed ? 0 : -1, empty: null });
  }

  #tailKey(event) {
    const last = this.#fields.at(-1);
    if (this.popup.key(event)) event.preventDefault();
    else if (event.key === "Enter") this.#enter(event);
    else if (event.key === "Escape") this.#leave(event);
    else if (event.key === "Backspace" && !this.tail.value) {
      event.preventDefault();
      if (!last) this.doing.leave();
      else last.input.focus();
    } else if (event.key === "ArrowLeft" && !this.tail.value) last?.input.focus();
  }

  #fieldKey(event, field) {
    const { input } = field;
    const at = this.#fields.indexOf(field);
    if (this.popup.key(event)) event.preventDefault();
    else if (event.key === "Enter") this.#enter(event);
    else if (event.key === "Escape") this.#leave(event);
    else if (event.key === "Backspace" && !input.value) {
      event.preventDefault();
      if (!field.option.required) this.#remove(field);
      else if (at > 0) this.#fields[at - 1].input.focus();
      else this.doing.leave();
    } else if (event.key === "ArrowLeft" && input.selectionStart === 0 && at > 0) {
      event.preventDefault();
      this.#fields[at - 1].input.focus();
    } else if (event.key === "ArrowRight" && input.selectionStart === input.value.length) {
      event.preventDefault();
      (this.#fields[at + 1]?.input ?? this.tail).focus();
    }
  }

  #enter(event) {
    event.preventDefault();
    this.doing.send();
  }

  #leave(event) {
    event.preventDefault();
    if (this.popup.isOpen && this.popup.active) this.popup.close();
    else this.doing.leave();
  }

  /** The values so far, unchecked. */
  async #given() {
    const values = {};
    for (const field of this.#fields) {
      const { value } = await this.#valueOf(field);
      if (value !== undefined) values[field.option.name] = value;
    }
    return values;
  }

  async #valueOf(field) {
    const { option, input } = field;
    if (option.type === KIND.FILE) return fileOf(option, input);
    const typed = input.value.trim();
    if (!typed) return option.required ? { problem: say("missing", { option: option.shown }) } : {};
    if (field.value !== null) return { value: field.raw ?? field.value };
    const items = this.#items(option);
    if (!items.length) return { value: typed };
    const bare = (text) => text.replace(/^[@#]/, "").toLowerCase();
    const item = items.find((one) => bare(one.title) === bare(typed) || one.value === typed || one.note === typed);
    if (item) return { value: item.raw ?? item.value };
    if (/^\d{15,20}$/.test(typed)) return { value: typed };
    const isPerson = option.type === KIND.USER || option.type === KIND.MENTIONABLE;
    return { problem: isPerson ? say("unknown_person", { name: typed }) : say("unknown_choice", { option: option.shown }) };
  }
}

/** The items that match a text, those that begin with it first. */
export function matching(items, typed) {
  const wanted = typed.replace(/^[@#/]/, "").toLowerCase();
  if (!wanted) return items;
  const texts = (item) => [item.title, item.value, item.note ?? ""].map((text) => String(text).replace(/^[@#/]/, "").toLowerCase());
  const begins = items.filter((item) => texts(item).slice(0, 2).some((text) => text.startsWith(wanted)));
  const holds = items.filter((item) => !begins.includes(item) && texts(item).some((text) => text.includes(wanted)));
  return [...begins, ...holds];
}

async function fileOf(option, input) {
  const [file] = input.files;
  if (!file) return option.required ? { problem: say("missing", { option: option.shown }) } : {};
  const address = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  return { value: { name: file.name, base64: address.slice(address.indexOf(",") + 1) } };
}
