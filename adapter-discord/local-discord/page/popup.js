// A list to choose from. The element that it belongs to keeps the focus and passes its keys on.

import { avatar, el, icon } from "./dom.js";
import { say } from "./words.js";

let count = 0;

/** An item is `{value, title, note?, mark?, person?, icon?, chosen?}`. */
export class Popup {
  #items = [];
  #active = -1;
  #owner = null;

  constructor(label, { pick }) {
    count += 1;
    this.pick = pick;
    this.list = el("ul", { role: "listbox", id: `list-${count}`, "aria-label": label });
    this.title = el("div", { class: "popup-title" });
    this.node = el("div", { class: "popup", hidden: true }, this.title, this.list);
    // A click must not take the focus from the element that the list belongs to.
    this.node.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** The marked item, or undefined. */
  get active() {
    return this.isOpen ? (this.#items[this.#active] ?? null) : null;
  }

  /** Shows items for an element. An item that was marked stays marked; otherwise `first` is, or none for -1. */
  open(items, owner, { title = "", first = 0, empty = "", keeps = false } = {}) {
    const before = this.#items[this.#active]?.value;
    const kept = keeps ? items.findIndex((item) => item.value === before) : -1;
    this.#items = items;
    this.#owner = owner;
    this.title.textContent = title;
    this.title.hidden = !title;
    this.list.replaceChildren(...items.map((item, at) => this.#row(item, at)));
    if (!items.length && empty !== null) this.list.append(el("li", { class: "nothing", role: "presentation" }, empty || say("nothing_found")));
    this.node.hidden = false;
    owner.setAttribute("aria-expanded", "true");
    owner.setAttribute("aria-controls", this.list.id);
    this.#mark(kept >= 0 ? kept : Math.min(first, items.length - 1));
  }

  close() {
    this.node.hidden = true;
    this.#active = -1;
    this.#owner?.setAttribute("aria-expanded", "false");
    this.#owner?.removeAttribute("aria-activedescendant");
  }

  /** Moves or chooses by a key; returns whether the list used the key. */
  key(event) {
    if (!this.isOpen) return false;
    const last = this.#items.length - 1;
    if (last < 0) return false;
    const steps = { ArrowDown: this.#active >= last ? 0 : this.#active + 1, ArrowUp: this.#active <= 0 ? last : this.#active - 1 };
    if (event.key in steps) {
      this.#mark(steps[event.key]);
      return true;
    }
    if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.active) {
      this.pick(this.active, event.key);
      return true;
    }
    return false;
  }

  #row(item, at) {
    const sign = item.person ? avatar(item.person, "tiny") : item.icon ? el("span", { class: "sign" }, item.icon) : null;
    return el(
      "li",
      { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false", on: { click: () => this.pick(item, "Enter"), mousemove: () => this.#mark(at) } },
      sign,
      el("span", { class: "what" }, el("b", {}, item.title), item.note ? el("span", { class: "note" }, item.note) : null),
      item.mark ? el("span", { class: "mark" }, item.mark) : null,
      item.chosen ? icon("done") : null,
    );
  }

  #mark(at) {
    this.#active = at;
    [...this.list.children].forEach((row, index) => {
      if (row.getAttribute("role") === "option") row.setAttribute("aria-selected", String(index === at));
    });
    const row = at >= 0 ? this.list.children[at] : null;
    if (!row) this.#owner?.removeAttribute("aria-activedescendant");
    else {
      this.#owner?.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    }
  }
}
