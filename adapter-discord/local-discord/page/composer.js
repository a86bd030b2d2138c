// The composer: text with mentions, `/` and `!` commands, replies.

import { el, icon } from "./dom.js";
import { CommandLine, matching } from "./command.js";
import { Popup } from "./popup.js";
import { Declined } from "./wire.js";
import { say } from "./words.js";

/** How many suggestions are shown at once. */
const SHOWN = 50;

/** How many earlier messages the arrow keys bring back. */
const REMEMBERED = 30;

/** `world` has the people, roles, channels and commands; `doing` has the actions `say`, `use` and `suggest`. */
export class Composer {
  #line = null;
  #named = new Map();
  #replyTo = null;
  #written = [];
  #back = 0;

  constructor(world, doing) {
    Object.assign(this, { world, doing });
    this.popup = new Popup(say("commands"), { pick: () => {} });
    this.text = el("textarea", { rows: "1", id: "say", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off" });
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("blur", () => this.popup.close());
    this.says = el("div", { class: "notice", role: "alert" });
    this.reply = el("div", { class: "replying", hidden: true });
    this.button = el("button", { class: "send", type: "submit" }, icon("send"));
    this.box = el("div", { class: "box" }, this.text, this.button);
    this.keys = el("div", { class: "keys", "aria-hidden": "true" });
    this.node = el("form", { class: "composer" }, this.popup.node, this.says, this.reply, this.box, this.keys);
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
  }

  /** Updates the texts that depend on person, channel and language. */
  refresh() {
    const { channel, me, isDirect, bot } = this.world;
    const may = channel.may_write;
    const name = isDirect ? bot.name : channel.name;
    this.text.placeholder = may ? say(isDirect ? "say_direct" : "say", { channel: name, name }) : say("may_not_write", { name: me.name });
    this.text.disabled = this.button.disabled = !may;
    this.text.setAttribute("aria-label", say("say_label", { channel: isDirect ? name : `#${name}` }));
    this.button.setAttribute("aria-label", say("send"));
    this.keys.textContent = say("keys");
  }

  /** Clears everything, for another person or channel. */
  clear() {
    this.#leave("");
    this.#answer(null);
    this.notice("");
    this.#named.clear();
  }

  focus() {
    if (this.#line) this.#line.focus();
    else this.text.focus();
  }

  /** Shows why something was not sent. */
  notice(text) {
    this.says.textContent = text;
  }

  /** Makes the next text a reply to this message. */
  replyTo(one) {
    this.#answer(one);
    this.focus();
  }

  write(text) {
    this.#leave(text);
    this.text.focus();
    this.#typed();
  }

  /** Begins a command by its full name, with these values filled in. */
  begin(name, values = {}) {
    const command = this.world.commands.find((one) => one.name === name);
    if (!command) return this.notice(`/${name}?`);
    this.#enter(command).fill(values);
    this.focus();
  }

  async send() {
    this.notice("");
    this.popup.close();
    if (this.#line) return this.#use();
    const written = this.text.value;
    if (!written.trim()) return;
    this.#remember({ text: written });
    this.#leave("");
    try {
      await this.doing.say(this.#spelt(written.trim()), this.#replyTo?.id);
      this.#answer(null);
    } catch (error) {
      this.#refused(error, () => this.#leave(written));
    }
  }

  async #use() {
    const line = this.#line;
    const values = await line.read();
    if (!values) return;
    this.#remember({ command: line.command.name, values });
    this.#leave("");
    try {
      await this.doing.use(line.command, values);
    } catch (error) {
      this.#refused(error, () => this.begin(line.command.name, values));
    }
  }

  #refused(error, restore) {
    if (!(error instanceof Declined)) throw error;
    if (!this.text.value && !this.#line) restore();
    this.notice(sentence(error.message));
    this.focus();
  }

  #enter(command) {
    this.#leave("");
    this.text.hidden = true;
    this.#line = new CommandLine(command, this.world, this.popup, {
      send: () => this.send(),
      leave: () => this.write(`/${command.shown}`),
      notice: (text) => this.notice(text),
      suggest: async (about, values, option, typed) => (await this.doing.suggest(about, values, option, typed).catch(() => null))?.choices ?? [],
    });
    this.box.prepend(this.#line.node);
    this.box.classList.add("commanding");
    return this.#line;
  }

  /** Goes back from a command to plain text. */
  #leave(text) {
    this.#line?.node.remove();
    this.#line = null;
    this.box.classList.remove("commanding");
    this.popup.close();
    this.text.hidden = false;
    this.text.value = text;
    this.#grow();
    if (document.activeElement === document.body) this.text.focus();
  }

  #typed() {
    const text = this.text.value;
    this.notice("");
    this.#grow();
    if (text.startsWith("/") && !text.includes("\n")) return this.#offerCommands(text.slice(1));
    const { prefix } = this.world;
    const called = prefix && text.startsWith(prefix) && !text.includes("\n") ? text.slice(prefix.length) : null;
    if (called !== null && this.#offerPrefixed(called)) return;
    if (!this.#offerNames() && !(called !== null && this.#showUsage(called))) this.popup.close();
  }

  #offerCommands(typed) {
    const { commands } = this.world;
    const begun = commands.filter((one) => typed.startsWith(`${one.shown} `) || typed.startsWith(`${one.name} `));
    const [command] = begun.sort((one, other) => other.name.length - one.name.length);
    if (command) {
      const name = typed.startsWith(`${command.shown} `) ? command.shown : command.name;
      this.#enter(command).type(typed.slice(name.length).trim());
      return this.focus();
    }
    const items = commands.map((one) => ({ value: one.name, title: `/${one.shown}`, note: one.description, mark: wants(one), command: one }));
    this.popup.pick = (item) => {
      this.#enter(item.command);
      this.focus();
    };
    const fits = matching(items, typed).slice(0, SHOWN);
    if (fits.length) this.popup.open(fits, this.text, { title: say("commands") });
    else this.popup.close();
  }

  #offerPrefixed(typed) {
    const items = this.world.commands.map((one) => ({ value: one.name, title: `${this.world.prefix}${one.name}`, note: one.description, mark: wants(one) }));
    const fits = items.filter((item) => item.value.startsWith(typed)).slice(0, SHOWN);
    if (!fits.length || fits.some((item) => item.value === typed && typed.includes(" "))) return false;
    this.popup.pick = (item) => this.write(`${this.world.prefix}${item.value} `);
    // Enter sends a complete name even while suggestions are open.
    this.popup.open(fits, this.text, { title: say("commands"), first: fits.some((item) => item.value === typed) ? -1 : 0 });
    return true;
  }

  #showUsage(typed) {
    const begun = this.world.commands.filter((one) => typed.startsWith(`${one.name} `));
    const [command] = begun.sort((one, other) => other.name.length - one.name.length);
    if (!command) return false;
    const options = command.options.map((one) => (one.required ? one.shown : `[${one.shown}]`)).join(" ");
    this.popup.open([], this.text, { title: `${say("usage")} ${this.world.prefix}${command.name} ${options}`, empty: null });
    return true;
  }

  #offerNames() {
    const caret = this.text.selectionStart;
    const begun = /(^|[\s(])([@#])([^\s@#]{0,32})$/.exec(this.text.value.slice(0, caret));
    if (!begun) return false;
    const [, , sign, typed] = begun;
    const all = sign === "@" ? [...this.world.people(), ...this.world.roles()] : this.world.channels();
    const fits = matching(all, typed).slice(0, SHOWN);
    if (!fits.length) return false;
    this.popup.pick = (item) => {
      const from = caret - typed.length - 1;
      this.#named.set(item.title, item.spelt);
      this.text.setRangeText(`${item.title} `, from, caret, "end");
      this.popup.close();
      this.#typed();
    };
    this.popup.open(fits, this.text, { title: say(sign === "@" ? "people" : "channels") });
    return true;
  }

  /** The text with its mentions in Discord's syntax. */
  #spelt(text) {
    const known = [...this.world.people(), ...this.world.roles(), ...this.world.channels()];
    const spelt = new Map([...known.map((one) => [one.title, one.spelt]), ...this.#named]);
    const names = [...spelt.keys()].sort((one, other) => other.length - one.length);
    const literal = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    // The longest name that matches, and never a part of a word.
    const named = new RegExp(`(?<![\\p{L}\\p{N}_<])(?:${names.map(literal).join("|")})(?![\\p{L}\\p{N}_])`, "gu");
    return names.length ? text.replace(named, (name) => spelt.get(name)) : text;
  }

  #key(event) {
    if (event.isComposing) return;
    if (this.popup.key(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      if (this.popup.isOpen) this.popup.close();
      else this.#answer(null);
    } else if (event.key === "ArrowUp" && (!this.text.value || this.#back > 0)) this.#recall(event, 1);
    else if (event.key === "ArrowDown" && this.#back > 0) this.#recall(event, -1);
  }

  #recall(event, step) {
    const at = Math.min(Math.max(this.#back + step, 0), this.#written.length);
    const one = this.#written.at(-at);
    if (at === this.#back || (at > 0 && !one)) return;
    event.preventDefault();
    if (at === 0) this.#leave("");
    else if (one.text !== undefined) this.#leave(one.text);
    else this.begin(one.command, one.values);
    this.#back = at;
  }

  #remember(one) {
    this.#written = [...this.#written, one].slice(-REMEMBERED);
    this.#back = 0;
  }

  #answer(one) {
    this.#replyTo = one;
    this.reply.hidden = !one;
    this.reply.replaceChildren();
    if (!one) return;
    const cancel = el("button", { type: "button", "aria-label": say("cancel"), on: { click: () => this.#answer(null) } }, icon("close"));
    this.reply.append(icon("reply"), el("span", {}, say("replying", { name: one.author.name })), cancel);
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 180)}px`;
  }
}

/** The options of a command, for its line in the list. */
function wants(command) {
  return command.options.map((one) => (one.required ? one.shown : `[${one.shown}]`)).join(" ");
}

function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}
