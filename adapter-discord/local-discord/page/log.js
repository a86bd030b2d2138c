// The messages of a channel, oldest first. It stays at the end unless the user scrolls away from it.

import { el, icon } from "./dom.js";
import { follows, message } from "./message.js";
import { day, isSameDay } from "./time.js";
import { say } from "./words.js";

/** Pixels from the end that still count as the end. */
const NEAR = 80;

/** `to` resolves mentions and has the actions of a message; see message.js. */
export class Log {
  #shown = new Map();
  #dismissed = new Set();

  constructor(to) {
    this.to = { ...to, dismiss: (id) => this.#dismiss(id) };
    this.start = el("div", { class: "start" });
    this.list = el("div", { class: "list" });
    this.inside = el("div", { class: "inside" }, this.start, this.list);
    this.scroll = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" }, this.inside);
    this.more = el("button", { type: "button", class: "more", hidden: true, on: { click: () => this.toEnd() } }, icon("down"), el("span"));
    this.node = el("div", { class: "log-box" }, this.scroll, this.more);
    this.scroll.addEventListener("scroll", () => {
      if (this.isAtEnd) this.more.hidden = true;
    });
    // Pictures that load late, and a composer that grows, must not push the end out of sight: only scrolling back
    // leaves it.
    this.wasAtEnd = true;
    let before = 0;
    this.scroll.addEventListener("scroll", () => {
      const { scrollTop } = this.scroll;
      if (this.isAtEnd || scrollTop < before) this.wasAtEnd = this.isAtEnd;
      before = scrollTop;
    });
    const sizes = new ResizeObserver(() => this.wasAtEnd && this.toEnd());
    sizes.observe(this.inside);
    sizes.observe(this.scroll);
  }

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  /** Shows another channel. */
  show(messages, label, beginning) {
    this.scroll.setAttribute("aria-label", label);
    // Messages from before are not new.
    this.scroll.setAttribute("aria-busy", "true");
    this.start.replaceChildren(...beginning);
    this.#shown = new Map();
    this.list.replaceChildren();
    for (const one of messages) this.#place(one);
    this.list.querySelectorAll(".message").forEach((node) => this.#join(node));
    this.more.hidden = true;
    this.toEnd();
    requestAnimationFrame(() => this.scroll.setAttribute("aria-busy", "false"));
  }

  /** Shows a new or changed message. */
  put(one) {
    if (this.#dismissed.has(one.id)) return;
    const { wasAtEnd } = this;
    const isNew = !this.#shown.has(one.id);
    const node = this.#place(one);
    this.#join(node);
    if (node.nextElementSibling) this.#join(node.nextElementSibling);
    if (wasAtEnd) this.toEnd();
    else if (isNew) {
      this.more.hidden = false;
      this.more.lastChild.textContent = say("new_messages");
    }
  }

  drop(id) {
    const node = this.#shown.get(id)?.node;
    if (!node) return;
    const next = node.nextElementSibling;
    node.remove();
    this.#shown.delete(id);
    if (next) this.#join(next);
  }

  toEnd() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.more.hidden = true;
    this.wasAtEnd = true;
  }

  #place(one) {
    const node = message(one, this.to);
    const before = this.#shown.get(one.id)?.node;
    this.#shown.set(one.id, { one, node });
    if (before) {
      const focused = before.contains(document.activeElement) ? document.activeElement.dataset.custom : null;
      const hadFocus = before.contains(document.activeElement);
      before.replaceWith(node);
      if (hadFocus) this.#focusAgain(node, focused);
      return node;
    }
    node.classList.add("new");
    const later = [...this.list.children].find((other) => isAfter(other.dataset.id, one.id));
    this.list.insertBefore(node, later ?? null);
    return node;
  }

  /** After a message with the focus was redrawn, focuses the same button again, or the composer. */
  #focusAgain(node, custom) {
    const same = custom && [...node.querySelectorAll("[data-custom]")].find((one) => one.dataset.custom === custom && !one.disabled);
    const any = node.querySelector("[data-custom]:not(:disabled)");
    if (same ?? any) (same ?? any).focus({ preventScroll: true });
    else this.to.focus();
  }

  /** Whether the message continues the one before it, and whether it begins a day. */
  #join(node) {
    const { one } = this.#shown.get(node.dataset.id);
    const before = this.#shown.get(node.previousElementSibling?.dataset.id)?.one;
    node.classList.toggle("follows", follows(one, before));
    const begins = !before || !isSameDay(new Date(one.at), new Date(before.at));
    node.querySelector(".day")?.remove();
    if (begins) node.prepend(el("div", { class: "day", role: "separator" }, el("span", {}, day(one.at))));
  }

  #dismiss(id) {
    this.#dismissed.add(id);
    this.drop(id);
    this.to.focus();
  }
}

/** Ids grow with time; they are too large for JavaScript numbers. */
function isAfter(one, other) {
  return one.length === other.length ? one > other : one.length > other.length;
}
