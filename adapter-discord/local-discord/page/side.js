// The columns beside the messages: members to act as, channels, hints.

import { avatar, colour, el, icon } from "./dom.js";
import { LANGUAGES, pick, say } from "./words.js";

/** How many people are shown at first. */
const SHOWN = 7;

/** The members to act as; `choose` gets the id. */
export function people(all, me, choose, rest) {
  const one = (person) =>
    el(
      "label",
      { class: "person", data: { name: person.name } },
      el("input", { type: "radio", name: "as", value: person.id, checked: person.id === me.id, on: { change: () => choose(person.id) } }),
      avatar(person, "small"),
      el("span", { class: "who" }, el("span", { class: "name", colour: colour(person.colour) }, person.name), note(person)),
    );
  const isLong = all.length > SHOWN + 2;
  const first = isLong && !rest.isOpen ? all.filter((person, at) => at < SHOWN || person.id === me.id) : all;
  const toggle = () => rest.toggle();
  const more = el("button", { type: "button", class: "all", "aria-expanded": String(rest.isOpen), on: { click: toggle } }, icon("open"), rest.isOpen ? say("fewer") : say("all", { count: all.length }));
  return el("fieldset", { class: "people" }, el("legend", {}, say("speak_as")), first.map(one), isLong ? more : null);
}

/** The channels of a server, and direct messages with the bot. */
export function channels({ server, current, direct, bot, unread, open, write }) {
  const line = (id, name, sign, go) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "channel", "aria-current": id && id === current ? "page" : null, data: { channel: id ?? "direct" }, on: { click: go } },
        sign,
        el("span", {}, name),
        unread.get(id) ? el("span", { class: "unread", "aria-label": say("unread") }, String(unread.get(id))) : null,
      ),
    );
  return el(
    "nav",
    { class: "channels", "aria-label": say("channels") },
    el("h2", {}, say("channels")),
    el("ul", {}, (server?.channels ?? []).map((one) => line(one.id, one.name, icon("channel"), () => open(one.id)))),
    el("h2", {}, say("direct")),
    el("ul", {}, line(direct?.id, bot.name, avatar(bot, "tiny"), () => (direct ? open(direct.id) : write()))),
  );
}

/** The language of the acting member. */
export function languages(locale, choose) {
  const listed = Object.entries(LANGUAGES);
  const options = listed.map(([id, name]) => el("option", { value: id, selected: locale === id || (id === "de" && locale.startsWith("de")) }, name));
  return el("select", { class: "language", "aria-label": say("language"), on: { change: (event) => choose(event.target.value) } }, options);
}

/** The hints; a click writes the hint into the composer, as its member. */
export function hints(all, { tried, person, go }) {
  const one = (hint) => {
    const written = hint.say ?? `/${hint.use}${Object.values(hint.options ?? {}).map((value) => ` ${value}`).join("")}`;
    const isDone = tried.has(hint);
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: isDone ? "hint tried" : "hint", on: { click: () => go(hint) } },
        el("code", {}, written),
        el("span", { class: "why" }, pick(hint.why)),
        el("span", { class: "as" }, isDone ? icon("done") : person(hint.as) ? avatar(person(hint.as), "mini") : null, isDone ? say("done") : say("as", { name: person(hint.as)?.name ?? "" })),
      ),
    );
  };
  return el("ul", { class: "hints" }, all.map(one));
}

function note(person) {
  return person.note ? el("span", { class: "note" }, person.note) : null;
}
