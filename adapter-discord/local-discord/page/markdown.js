// Discord's Markdown as elements. Text stays text: it never becomes HTML.

import { colour, el, isWeb } from "./dom.js";
import { timestamp } from "./time.js";
import { say } from "./words.js";

/** How deep marks can be nested. */
const DEEPEST = 10;

// Anything up to the closing mark; a mark after a backslash does not close.
const INSIDE = "((?:\\\\[\\s\\S]|[^\\\\])+?)";

const MARKS = [
  [/\\([^\w\s])/y, (m) => m[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => el("code", {}, m[2].trim() || m[2])],
  [/<t:(-?\d{1,12})(?::([tTdDfFRsS]))?>/y, (m) => timestamp(m[1], m[2] ?? "f") ?? m[0]],
  [/<@!?(\d{1,20})>/y, (m, to) => person(to.person(m[1]), m[0])],
  [/<@&(\d{1,20})>/y, (m, to) => role(to.role(m[1]), m[0])],
  [/<#(\d{1,20})>/y, (m, to) => channel(to.channel(m[1]), m[0], to)],
  [/<\/([^:<>]{1,100}):\d{1,20}>/y, (m, to) => command(m[1], to)],
  [/<a?:(\w{1,32}):\d{1,20}>/y, (m) => el("span", { class: "own-emoji", title: `:${m[1]}:` }, `:${m[1]}:`)],
  [/<(https?:\/\/[^\s<>]+)>/iy, (m) => link(m[1], m[1])],
  [/\[((?:\\[\s\S]|[^\\\[\]])+)\]\(<?(https?:\/\/[^\s<>()]+)>?(?:\s+"[^"]*")?\)/iy, (m, to, deep) => link(m[2], inline(m[1], to, deep))],
  [/https?:\/\/[^\s<>|]*[^\s<>|.,:;"'!?)\]*_~`\\]/iy, (m) => link(m[0], m[0])],
  [/@(?:everyone|here)\b/y, (m) => el("span", { class: "mention" }, m[0])],
  [new RegExp(`\\*\\*\\*${INSIDE}\\*\\*\\*(?!\\*)`, "y"), (m, to, deep) => el("strong", {}, el("em", {}, inline(m[1], to, deep)))],
  [new RegExp(`\\*\\*${INSIDE}\\*\\*(?!\\*)`, "y"), (m, to, deep) => el("strong", {}, inline(m[1], to, deep))],
  [new RegExp(`__${INSIDE}__(?!_)`, "y"), (m, to, deep) => el("u", {}, inline(m[1], to, deep))],
  [new RegExp(`~~${INSIDE}~~(?!~)`, "y"), (m, to, deep) => el("s", {}, inline(m[1], to, deep))],
  [new RegExp(`\\|\\|${INSIDE}\\|\\|`, "y"), (m, to, deep) => spoiler(inline(m[1], to, deep))],
  [new RegExp(`\\*(?=[^\\s*])${INSIDE}\\*(?!\\*)`, "y"), (m, to, deep) => el("em", {}, inline(m[1], to, deep))],
  [new RegExp(`_(?!_)${INSIDE}_(?![\\w_])`, "y"), (m, to, deep) => el("em", {}, inline(m[1], to, deep))],
];

/** The characters with which a mark can begin. */
const BEGINNINGS = /[\\`<[@*_~|]|https?:/gi;

/**
 * The elements of a text. `to` resolves mentions (`person`, `role` and `channel` by id) and handles clicks on a
 * channel (`open`) or a command (`begin`).
 */
export function markdown(text, to) {
  const parts = [];
  let from = 0;
  for (const fence of text.matchAll(/```(?:([\w+.-]{1,20})\n)?\n*([\s\S]*?[^`\n]?)\n?```/g)) {
    if (!fence[2].trim()) continue;
    parts.push(...blocks(text.slice(from, fence.index).replace(/\n$/, ""), to));
    parts.push(el("pre", { tabindex: "0" }, el("code", {}, fence[2])));
    from = fence.index + fence[0].length;
    if (text[from] === "\n") from += 1;
  }
  parts.push(...blocks(text.slice(from), to));
  return parts;
}

/** The elements of a text without blocks, such as a title or the name of a field. */
export function line(text, to) {
  return inline(text, to, 0);
}

/** Whether a text is only a few emoji, which are shown large. */
export function isOnlyEmoji(text) {
  const bare = text.replace(/<a?:\w{1,32}:\d{1,20}>/g, "").replace(/\s/g, "");
  return text.trim() !== "" && text.length < 200 && /^(?:\p{Extended_Pictographic}|\p{Emoji_Component})*$/u.test(bare) && !/^[\d#*]+$/.test(bare);
}

function blocks(text, to) {
  const found = [];
  if (text === "") return found;
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) found.push(el("div", { class: "text" }, inline(plain.join("\n"), to, 0)));
    plain = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const one = lines[at];
    const heading = /^(#{1,3}) +(.+)$/.exec(one);
    const small = /^-# +(.+)$/.exec(one);
    if (one.startsWith(">>> ")) {
      flush();
      found.push(el("blockquote", {}, blocks([one.slice(4), ...lines.slice(at + 1)].join("\n"), to)));
      return found;
    }
    if (one.startsWith("> ")) {
      flush();
      const quoted = [one.slice(2)];
      while (lines[at + 1]?.startsWith("> ")) quoted.push(lines[(at += 1)].slice(2));
      found.push(el("blockquote", {}, blocks(quoted.join("\n"), to)));
    } else if (heading) {
      flush();
      // The page itself uses the first two levels of headings.
      found.push(el(`h${heading[1].length + 3}`, { class: `h${heading[1].length}` }, inline(heading[2], to, 0)));
    } else if (small) {
      flush();
      found.push(el("div", { class: "subtext" }, inline(small[1], to, 0)));
    } else if (item(one)) {
      flush();
      const items = [item(one)];
      const goesOn = (next) => next && (next.depth > items[0].depth || isNumbered(next) === isNumbered(items[0]));
      while (lines[at + 1] !== undefined && goesOn(item(lines[at + 1]))) items.push(item(lines[(at += 1)]));
      found.push(list(items, to));
    } else plain.push(one);
  }
  flush();
  return found;
}

function item(text) {
  const found = /^( *)([-*]|\d{1,9}\.) +(.+)$/.exec(text);
  return found && { depth: Math.min(Math.floor(found[1].length / 2), 4), number: parseInt(found[2], 10), text: found[3] };
}

function isNumbered(one) {
  return one.number >= 0;
}

function list(items, to) {
  const [first] = items;
  const node = isNumbered(first) ? el("ol", { start: String(first.number) }) : el("ul");
  for (let at = 0; at < items.length; ) {
    const inner = [];
    const own = items[at];
    at += 1;
    while (at < items.length && items[at].depth > first.depth) inner.push(items[at++]);
    node.append(el("li", {}, inline(own.text, to, 0), inner.length ? list(inner, to) : null));
  }
  return node;
}

function inline(text, to, deep) {
  const found = [];
  let plain = "";
  let at = 0;
  const add = (piece) => {
    if (typeof piece === "string") plain += piece;
    else {
      if (plain) found.push(plain);
      plain = "";
      found.push(piece);
    }
  };
  while (at < text.length) {
    BEGINNINGS.lastIndex = at;
    const begin = BEGINNINGS.exec(text)?.index ?? text.length;
    plain += text.slice(at, begin);
    at = begin;
    if (at >= text.length) break;
    const hit = deep < DEEPEST && mark(text, at, to, deep + 1);
    if (hit) {
      add(hit.piece);
      at += hit.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  if (plain) found.push(plain);
  return found;
}

function mark(text, at, to, deep) {
  // An underscore inside a word is not a mark.
  const inWord = text[at] === "_" && /\w/.test(text[at - 1] ?? "");
  for (const [pattern, make] of MARKS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match && !(inWord && match[0].startsWith("_"))) return { piece: make(match, to, deep), length: match[0].length };
  }
  return null;
}

function link(address, text) {
  if (!isWeb(address)) return text;
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
}

function person(found, otherwise) {
  return el("span", { class: "mention" }, found ? `@${found.name}` : otherwise);
}

function role(found, otherwise) {
  return el("span", { class: "mention role", colour: colour(found?.colour) }, found ? `@${found.name}` : otherwise);
}

function channel(found, otherwise, to) {
  if (!found) return el("span", { class: "mention" }, otherwise);
  return el("button", { type: "button", class: "mention", on: { click: () => to.open(found.id) } }, `#${found.name}`);
}

function command(name, to) {
  return el("button", { type: "button", class: "mention", on: { click: () => to.begin(name) } }, `/${name}`);
}

function spoiler(inside) {
  const hidden = el("span", { class: "inside", "aria-hidden": "true" }, inside);
  const show = () => {
    node.classList.add("shown");
    node.removeAttribute("role");
    node.removeAttribute("tabindex");
    node.removeAttribute("aria-label");
    hidden.removeAttribute("aria-hidden");
  };
  const keys = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    show();
  };
  const label = say("spoiler");
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": label, on: { click: show, keydown: keys } }, hidden);
  return node;
}
