// The page as a whole: the acting member, the channel and the messages. It wires the other modules together.

import { Composer } from "./composer.js";
import { avatar, el, icon } from "./dom.js";
import { form, look } from "./form.js";
import { Log } from "./log.js";
import { channels, hints, languages, people } from "./side.js";
import { keepTime } from "./time.js";
import { act, ask, Declined, Live } from "./wire.js";
import { say, speak } from "./words.js";

/** Milliseconds from a change of the surroundings to loading them, because several changes come together. */
const SETTLING_MS = 60;

class Page {
  people = [];
  around = null;
  me = null;
  channel = null;
  commands = [];
  prefix = null;
  tried = new Set();
  unread = new Map();
  #hints = [];
  #settling = null;
  #asking = null;
  #places = new Map();
  #turn = 0;

  constructor(root) {
    const world = this.#world();
    this.composer = new Composer(world, {
      say: (content, replyTo) => this.#say(content, replyTo),
      use: (command, values) => this.#use(command, values),
      suggest: (command, values, option, typed) => act("suggest", { ...this.#here(), command: command.name, options: values, option, typed }),
    });
    this.log = new Log({
      ...this.#names(),
      people: () => world.people(),
      roles: () => world.roles(),
      channels: () => world.channels(),
      press: (one, id) => this.#interact("press", { message: one.id, custom_id: id }),
      choose: (one, id, values) => this.#interact("choose", { message: one.id, custom_id: id, values }),
      reply: (one) => this.composer.replyTo(one),
      focus: () => this.composer.focus(),
      look,
    });
    this.#build(root);
    this.live = new Live((what) => this.#heard(what), (is) => this.#connection(is));
  }

  /** Loads the members, and begins as the one who acted last. */
  async begin() {
    keepTime();
    const before = new URLSearchParams(location.hash.slice(1));
    this.people = (await ask("people")).people;
    this.#hints = (await ask("hints").catch(() => null))?.hints ?? [];
    const known = this.people.find((one) => one.id === before.get("as")) ?? this.people[0];
    if (known) await this.become(known.id, before.get("channel"));
  }

  /** Changes the acting member. */
  async become(id, channel) {
    if (this.me && this.channel) this.#places.set(this.me.id, this.channel.id);
    this.live.as(id);
    this.unread.clear();
    this.me = { id };
    this.composer.clear();
    await this.#lookAround();
    await this.open(channel ?? this.#places.get(id) ?? this.channel?.id);
  }

  /** Goes to a channel, or to the first one if the member does not see it. */
  async open(id) {
    const turn = (this.#turn += 1);
    const all = this.#channels();
    const changed = this.channel?.id !== id;
    this.channel = all.find((one) => one.id === id) ?? all[0];
    if (!this.channel) return;
    this.unread.delete(this.channel.id);
    if (changed) this.composer.clear();
    const here = { as: this.me.id, channel: this.channel.id };
    const [{ messages }, offered] = await Promise.all([ask("messages", here), ask("commands", here)]);
    if (turn !== this.#turn) return;
    this.#offer(offered);
    this.#show();
    this.log.show(messages, say("log", { channel: this.#title() }), this.#beginning());
    // Tests wait for these attributes.
    Object.assign(document.body.dataset, here);
    history.replaceState(null, "", `#${new URLSearchParams(here)}`);
    document.body.classList.remove("menu-open");
    if (matchMedia("(min-width: 640px)").matches) this.composer.focus();
  }

  get #isDirect() {
    return this.channel?.id === this.around.direct?.id;
  }

  #title() {
    return this.#isDirect ? this.around.bot.name : `#${this.channel.name}`;
  }

  #here() {
    return { as: this.me.id, channel: this.channel.id };
  }

  #channels() {
    const { servers, direct } = this.around;
    return [...servers.flatMap((server) => server.channels), ...(direct ? [direct] : [])];
  }

  #server() {
    return this.around.servers[0];
  }

  // Look-ups for the composer and the messages.

  #world() {
    const page = this;
    const spell = (one, sign, title) => ({ ...one, title, value: one.id, spelt: `<${sign}${one.id}>` });
    return {
      get channel() { return page.channel; },
      get me() { return page.me; },
      get bot() { return page.around.bot; },
      get isDirect() { return page.#isDirect; },
      get commands() { return page.commands; },
      get prefix() { return page.prefix; },
      people: () => page.#members().map((one) => ({ ...spell(one, "@", `@${one.name}`), note: one.handle, person: one })),
      roles: () => (page.#server()?.roles ?? []).map((one) => ({ ...spell(one, "@&", `@${one.name}`), icon: "@" })),
      channels: () => (page.#server()?.channels ?? []).map((one) => ({ ...spell(one, "#", `#${one.name}`), icon: "#", note: one.topic })),
    };
  }

  #members() {
    const all = this.#server()?.members ?? this.people;
    return [...all].sort((one, other) => Number(one.bot) - Number(other.bot));
  }

  #names() {
    return {
      person: (id) => this.#members().find((one) => one.id === id) ?? this.people.find((one) => one.id === id),
      role: (id) => this.#server()?.roles.find((one) => one.id === id),
      channel: (id) => this.#channels().find((one) => one.id === id),
      open: (id) => this.open(id),
      begin: (name) => this.composer.begin(name),
    };
  }

  // Actions.

  async #say(content, replyTo) {
    await act("say", { ...this.#here(), content, ...(replyTo ? { reply_to: replyTo } : {}) });
    this.log.toEnd();
    this.#mark((hint) => hint.say && content.split(/\s/)[0] === hint.say.split(/\s/)[0]);
  }

  async #use(command, values) {
    this.#mark((hint) => hint.use === command.name);
    await this.#interact("use", { command: command.name, options: values }, { declines: true });
  }

  async #interact(how, about, { declines = false } = {}) {
    const here = this.#here();
    try {
      const outcome = await act(how, { ...here, ...about });
      if (outcome.outcome === "failed") this.composer.notice(say("failed"));
      if (outcome.outcome === "modal") {
        form(outcome.modal, (fields) => this.#interact("submit", { interaction: outcome.interaction, fields }, { declines: true }));
      }
    } catch (error) {
      if (declines || !(error instanceof Declined)) throw error;
      this.composer.notice(error.message);
    }
  }

  #mark(fits) {
    const done = this.#hints.find((hint) => !this.tried.has(hint) && hint.as === this.me.id && fits(hint));
    if (!done) return;
    this.tried.add(done);
    this.#showHints();
  }

  async #try(hint) {
    document.body.classList.remove("try-open");
    if (this.me.id !== hint.as) await this.become(hint.as);
    if (hint.channel && hint.channel !== this.channel.id) await this.open(hint.channel);
    else if (this.#isDirect) await this.open(undefined);
    if (hint.say) this.composer.write(hint.say);
    else this.composer.begin(hint.use, hint.options ?? {});
  }

  async #write() {
    const { channel } = await act("write-directly", { as: this.me.id });
    await this.#lookAround();
    await this.open(channel);
  }

  async #speak(locale) {
    await act("speak", { as: this.me.id, locale });
    await this.#lookAround();
    await this.open(this.channel.id);
  }

  // Updates.

  #heard(what) {
    if (!this.channel) return;
    if (what.kind === "message") this.#message(what.message);
    else if (what.kind === "gone") {
      if (what.channel === this.channel.id) this.log.drop(what.message);
    } else if (what.kind === "missed") this.open(this.channel.id);
    else if (what.kind === "surroundings") this.#settle();
  }

  #message(one) {
    // The bot's answer may mean that the prefix changed.
    if (one.author.bot) this.#askOffers();
    if (one.channel === this.channel.id) this.log.put(one);
    else if (one.author.id !== this.me.id && !one.edited) {
      this.unread.set(one.channel, (this.unread.get(one.channel) ?? 0) + 1);
      if (this.#channels().some((channel) => channel.id === one.channel)) this.#showSide();
      else this.#settle();
    }
  }

  #settle() {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(async () => {
      await this.#lookAround();
      if (!this.#channels().some((one) => one.id === this.channel.id)) return this.open(undefined);
      this.#offer(await ask("commands", this.#here()));
      this.#show();
    }, SETTLING_MS);
  }

  #askOffers() {
    clearTimeout(this.#asking);
    this.#asking = setTimeout(async () => {
      const turn = this.#turn;
      const offered = await ask("commands", this.#here());
      if (turn === this.#turn) this.#offer(offered);
    }, SETTLING_MS);
  }

  #connection(is) {
    const wasLost = this.isLost;
    this.isLost = !is;
    this.#showBanner();
    // Updates were missed while the connection was lost.
    if (is && wasLost && this.channel) this.#lookAround().then(() => this.open(this.channel.id));
  }

  async #lookAround() {
    const wanted = this.me.id;
    const around = await ask("surroundings", { as: wanted });
    if (this.me.id !== wanted) return;
    this.around = around;
    this.me = around.me;
    this.channel = this.#channels().find((one) => one.id === this.channel?.id) ?? this.channel;
    speak(around.locale);
  }

  #offer({ commands, prefix }) {
    this.commands = commands;
    this.prefix = prefix;
    document.body.dataset.prefix = prefix ?? "";
  }

  // Drawing.

  #build(root) {
    const button = (name, sign, go) => el("button", { type: "button", class: `round ${name}`, on: { click: go } }, icon(sign));
    const toggle = (name) => () => document.body.classList.toggle(name);
    this.menu = button("menu", "menu", toggle("menu-open"));
    this.theme = button("theme", "moon", () => this.#switchTheme());
    this.tryButton = button("try", "lantern", toggle("try-open"));
    this.brand = el("div", { class: "brand" });
    this.who = el("div", {});
    this.where = el("div", {});
    this.language = el("div", {});
    this.title = el("h1", {});
    this.topic = el("p", { class: "topic" });
    this.banner = el("div", { class: "banner", role: "status", hidden: true });
    this.tryTitle = el("h2", {});
    this.tryLead = el("p", {});
    this.tryList = el("div", {});
    this.tryClose = button("close", "close", toggle("try-open"));
    this.veil = el("div", { class: "veil", on: { click: () => document.body.classList.remove("menu-open", "try-open") } });
    this.aside = el("aside", { class: "trying" }, el("div", { class: "top" }, icon("lantern"), this.tryTitle, this.tryClose), this.tryLead, this.tryList);
    root.append(
      el("div", { class: "side" }, this.brand, el("div", { class: "lists" }, this.who, this.where), this.language),
      el("main", {}, el("header", { class: "bar" }, this.menu, el("div", { class: "what" }, this.title, this.topic), this.theme, this.tryButton), this.banner, this.log.node, this.composer.node),
      this.aside,
      this.veil,
    );
    document.addEventListener("keydown", (event) => this.#anyKey(event));
    this.#showTheme();
  }

  #show() {
    document.title = `${this.#title()} · Tallybook`;
    this.title.replaceChildren(this.#isDirect ? avatar(this.around.bot, "tiny") : icon("channel"), el("span", {}, this.channel.name || this.around.bot.name));
    if (this.#isDirect) this.title.lastChild.textContent = this.around.bot.name;
    this.topic.textContent = this.channel.topic ?? "";
    for (const [node, key] of [[this.menu, "menu"], [this.tryButton, "try"], [this.tryClose, "close"]]) {
      node.setAttribute("aria-label", say(key));
      node.title = say(key);
    }
    this.brand.replaceChildren(el("img", { src: "mark.svg", alt: "" }), el("div", {}, el("b", {}, "Tallybook"), el("span", {}, this.#server()?.name ?? say("title"))));
    this.#showSide();
    this.#showHints();
    this.#showBanner();
    this.#showTheme();
    this.composer.refresh();
  }

  #showSide() {
    const hadFocus = this.who.contains(document.activeElement);
    const named = this.people.map((one) => this.#members().find((member) => member.id === one.id) ?? one);
    this.who.replaceChildren(people(named.map((one) => ({ ...one, note: this.#roleOf(one) })), this.me, (id) => this.become(id), this.#rest()));
    if (hadFocus) this.who.querySelector("input:checked")?.focus();
    const { bot, direct } = this.around;
    const about = { server: this.#server(), current: this.channel.id, direct, bot, unread: this.unread, open: (id) => this.open(id), write: () => this.#write() };
    this.where.replaceChildren(channels(about));
    this.language.replaceChildren(languages(this.around.locale, (locale) => this.#speak(locale)));
  }

  #rest() {
    const toggle = () => {
      this.allPeople = !this.allPeople;
      this.#showSide();
      this.who.querySelector(".all")?.focus();
    };
    return { isOpen: Boolean(this.allPeople), toggle };
  }

  #roleOf(person) {
    const roles = this.#server()?.roles ?? [];
    return roles.filter((role) => person.roles.includes(role.id)).at(-1)?.name ?? (person.administrator ? say("administrator") : null);
  }

  #showHints() {
    const person = (id) => this.#members().find((one) => one.id === id);
    this.tryButton.hidden = this.aside.hidden = this.#hints.length === 0;
    document.body.classList.toggle("has-hints", this.#hints.length > 0);
    this.tryTitle.textContent = say("try");
    this.tryLead.textContent = say("try_lead");
    this.tryList.replaceChildren(hints(this.#hints, { tried: this.tried, person, go: (hint) => this.#try(hint) }));
    this.aside.setAttribute("aria-label", say("try"));
  }

  #beginning() {
    const { bot } = this.around;
    const title = this.#isDirect ? say("begin_direct", { name: bot.name }) : say("begin", { channel: this.channel.name });
    const also = this.prefix ? say("begin_prefix", { prefix: this.prefix }) : "";
    return [avatar(bot, "large"), el("h2", {}, title), el("p", {}, `${say("lead")} ${say("begin_lead")} ${also}`)];
  }

  #showBanner() {
    const text = this.isLost ? say("lost") : this.around && !this.around.connected ? say("no_bot") : "";
    this.banner.textContent = text;
    this.banner.hidden = !text;
  }

  #isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  }

  #switchTheme() {
    localStorage.setItem("theme", this.#isDark() ? "light" : "dark");
    this.#showTheme();
  }

  #showTheme() {
    const kept = localStorage.getItem("theme");
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
    const label = say(this.#isDark() ? "light" : "dark");
    this.theme.replaceChildren(icon(this.#isDark() ? "sun" : "moon"));
    this.theme.setAttribute("aria-label", label);
    this.theme.title = label;
  }

  /** Typing anywhere on the page goes to the composer. */
  #anyKey(event) {
    if (event.key === "Escape") document.body.classList.remove("menu-open", "try-open");
    const isSign = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " ";
    const isBusy = document.activeElement?.matches("input:not([type=radio]), textarea, select, [role=combobox], [role=button]") || document.querySelector("dialog[open]");
    if (isSign && !isBusy && this.channel) this.composer.focus();
  }
}

const page = new Page(document.getElementById("page"));
page.begin();
