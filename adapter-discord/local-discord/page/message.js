// One message: author, time, text, embeds, files, and the note below an ephemeral one. Buttons are in components.js.

import { avatar, colour, el, icon, isLocal, isWeb } from "./dom.js";
import { components } from "./components.js";
import { isOnlyEmoji, line, markdown } from "./markdown.js";
import { clock } from "./time.js";
import { say, tongue } from "./words.js";

/** An embed without a colour gets the bar of the style sheet. */
const NONE = null;

/**
 * A message as an element. `to` has its actions `press`, `choose`, `dismiss`, `reply` and `look` (at a picture), and
 * what `markdown` needs.
 */
export function message(one, to) {
  const node = el(
    "article",
    {
      class: classes(one),
      id: `message-${one.id}`,
      data: { id: one.id, author: one.author.id, at: one.at },
      "aria-label": one.author.name,
    },
    above(one, to),
    el("div", { class: "portrait" }, avatar(one.author), clock(one.at)),
    el(
      "div",
      { class: "body" },
      head(one),
      one.thinking ? thinking(one) : content(one, to),
      one.embeds.map((embed) => card(embed, to)),
      one.attachments.length ? el("div", { class: "files" }, one.attachments.map((file) => attachment(file, to))) : null,
      components(one, to),
      one.ephemeral ? privately(one, to) : null,
    ),
    one.ephemeral || one.thinking || !to.reply ? null : tools(one, to),
  );
  return node;
}

/** Whether a message continues the one before it, without a head of its own. */
export function follows(one, before) {
  if (!before || one.reply_to || one.answers || before.ephemeral !== one.ephemeral) return false;
  const apart = new Date(one.at) - new Date(before.at);
  return before.author.id === one.author.id && apart < 7 * 60_000 && new Date(one.at).toDateString() === new Date(before.at).toDateString();
}

function classes(one) {
  return ["message", one.ephemeral && "ephemeral", one.calls_me && "calls-me", one.author.bot && "by-bot"].filter(Boolean).join(" ");
}

function above(one, to) {
  if (one.reply_to) {
    const text = one.reply_to.content ? line(one.reply_to.content.slice(0, 160).replace(/^(#{1,3}|-#|>{1,3}|[-*]) /gm, "").replace(/\s+/g, " "), to) : "…";
    return el("div", { class: "above" }, el("b", {}, one.reply_to.name ?? say("unknown_author")), " ", el("span", {}, text));
  }
  if (one.answers?.command) {
    return el("div", { class: "above" }, el("b", {}, one.answers.name), ` ${say("used")} `, el("span", { class: "mention" }, `/${one.answers.command}`));
  }
  return null;
}

function head(one) {
  return el(
    "header",
    { class: "head" },
    el("span", { class: "name", colour: colour(one.author.colour) }, one.author.name),
    one.author.bot ? el("span", { class: "tag" }, say("app")) : null,
    clock(one.at),
  );
}

function thinking(one) {
  const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  return el("div", { class: "thinking" }, dots, `${one.author.name} ${say("thinking")} …`);
}

function content(one, to) {
  if (!one.content && !one.edited) return null;
  const edited = one.edited && (one.content || !one.embeds.length) ? el("span", { class: "edited" }, `(${say("edited")})`) : null;
  return el("div", { class: isOnlyEmoji(one.content) ? "content large" : "content" }, markdown(one.content, to), edited);
}

function privately(one, to) {
  return el(
    "footer",
    { class: "privately" },
    icon("eye"),
    say("only_you"),
    " · ",
    el("button", { type: "button", class: "link", on: { click: () => to.dismiss(one.id) } }, say("dismiss")),
  );
}

function tools(one, to) {
  const label = say("reply");
  const reply = el("button", { type: "button", title: label, "aria-label": `${label}: ${one.author.name}`, on: { click: () => to.reply(one) } }, icon("reply"));
  return el("div", { class: "tools" }, reply);
}

function card(embed, to) {
  const title = embed.title ? line(embed.title, to) : null;
  const image = embed.image && picture(embed.image, "image", to);
  return el(
    "section",
    { class: "embed", colour: colour(embed.color) ?? NONE },
    embed.thumbnail ? picture(embed.thumbnail, "thumbnail", to) : null,
    embed.author ? author(embed.author) : null,
    title ? el("div", { class: "title" }, isWeb(embed.url) ? address(embed.url, title) : title) : null,
    embed.description ? el("div", { class: "description" }, markdown(embed.description, to)) : null,
    embed.fields?.length ? fields(embed.fields, to) : null,
    image,
    footer(embed),
  );
}

function author(one) {
  const name = isWeb(one.url) ? address(one.url, one.name) : one.name;
  return el("div", { class: "by" }, isLocal(one.icon_url) ? el("img", { src: one.icon_url, alt: "" }) : null, el("span", {}, name));
}

/** Up to three inline fields make a row. */
function fields(all, to) {
  const rows = [];
  for (const field of all) {
    const last = rows.at(-1);
    if (field.inline && last?.inline && last.fields.length < 3) last.fields.push(field);
    else rows.push({ inline: Boolean(field.inline), fields: [field] });
  }
  const one = (field) => el("div", { class: "field" }, el("dt", {}, line(field.name, to)), el("dd", {}, markdown(field.value, to)));
  return rows.map((row) => el("dl", { class: `fields of-${row.fields.length}` }, row.fields.map(one)));
}

function footer(embed) {
  const when = embed.timestamp ? new Date(embed.timestamp) : null;
  if (!embed.footer && !when) return null;
  const time = when && el("time", { datetime: embed.timestamp }, when.toLocaleString(tongue(), { dateStyle: "medium", timeStyle: "short" }));
  const symbol = isLocal(embed.footer?.icon_url) ? el("img", { src: embed.footer.icon_url, alt: "" }) : null;
  return el("div", { class: "foot" }, symbol, embed.footer ? el("span", {}, embed.footer.text) : null, embed.footer && time ? " · " : null, time);
}

function picture(one, kind, to) {
  if (!isLocal(one.url)) return elsewhere(one.url);
  const name = one.description ?? decodeURIComponent(one.url.split("/").at(-1) ?? "");
  const image = el("img", { src: one.url, alt: one.description ?? "", width: one.width, height: one.height });
  return el("button", { type: "button", class: `picture ${kind}`, "aria-label": say("picture", { name }), on: { click: () => to.look(one.url, name) } }, image);
}

/** A picture on another server is not loaded, only named. */
function elsewhere(url) {
  let host = "?";
  try {
    host = new URL(url).host;
  } catch {
    // A text that is not an address has no host.
  }
  return el("div", { class: "elsewhere" }, say("elsewhere", { host }));
}

function attachment(file, to) {
  if (file.content_type?.startsWith("image/") && isLocal(file.url)) {
    return picture({ url: file.url, width: file.width, height: file.height, description: file.description ?? file.filename }, "image", to);
  }
  const size = file.size.toLocaleString(tongue(), file.size < 1024 ? { style: "unit", unit: "byte", unitDisplay: "long" } : {});
  const kilobytes = (file.size / 1024).toLocaleString(tongue(), { maximumFractionDigits: 1 });
  return el(
    "a",
    { class: "file", href: isLocal(file.url) ? file.url : "#", download: file.filename, "aria-label": say("download", { name: file.filename }) },
    icon("file"),
    el("span", {}, el("b", {}, file.filename), el("small", {}, file.size < 1024 ? size : `${kilobytes} KB`)),
    icon("down"),
  );
}

function address(url, text) {
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, text);
}
