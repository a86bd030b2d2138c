// Buttons and selects below a message.

import { el, icon, isWeb } from "./dom.js";
import { Popup } from "./popup.js";
import { say } from "./words.js";

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary" };

export function components(one, to) {
  if (!one.components.length) return null;
  const rows = one.components.map((row) => el("div", { class: "row" }, (row.components ?? []).map((part) => component(part, one, to))));
  return el("div", { class: "components" }, rows);
}

/** Marks a button or select as busy and disables it until the bot responds. */
export async function busy(node, work) {
  node.classList.add("busy");
  node.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    node.classList.remove("busy");
    node.removeAttribute("aria-busy");
  }
}

function component(part, one, to) {
  if (part.type === 2) return part.style === 5 ? link(part) : button(part, one, to);
  if (part.type >= 3 && part.type <= 8) return select(part, one, to);
  return null;
}

function button(part, one, to) {
  const press = () => {
    if (!node.classList.contains("busy")) busy(node, () => to.press(one, part.custom_id));
  };
  const node = el(
    "button",
    {
      type: "button",
      class: `button ${STYLES[part.style] ?? "secondary"}`,
      disabled: part.disabled,
      data: { custom: part.custom_id },
      "aria-label": part.label ? null : part.emoji?.name,
      on: { click: press },
    },
    emoji(part.emoji),
    part.label ? el("span", {}, part.label) : null,
  );
  return node;
}

function link(part) {
  if (!isWeb(part.url)) return null;
  return el("a", { class: "button secondary", href: part.url, target: "_blank", rel: "noopener noreferrer nofollow" }, emoji(part.emoji), part.label);
}

/** A custom emoji would be loaded from another server, so its name stands in its place. */
function emoji(one) {
  if (!one) return null;
  return el("span", { class: "emoji", "aria-hidden": "true" }, one.id ? `:${one.name}:` : one.name);
}

function select(part, one, to) {
  const offered = options(part, to);
  const most = part.max_values ?? 1;
  const chosen = new Set(offered.filter((option) => option.default).map((option) => option.value));
  const shown = el("span", { class: "shown" });
  const tell = () => {
    const titles = offered.filter((option) => chosen.has(option.value)).map((option) => option.title);
    shown.textContent = titles.length ? titles.join(", ") : part.placeholder || say("choose");
    shown.classList.toggle("empty", titles.length === 0);
  };
  const send = () => busy(node, () => to.choose(one, part.custom_id, [...chosen]));
  const popup = new Popup(part.placeholder || say("choose"), {
    pick: (item) => {
      if (most === 1) {
        chosen.clear();
        chosen.add(item.value);
        popup.close();
        send();
      } else if (chosen.has(item.value)) chosen.delete(item.value);
      else if (chosen.size < most) chosen.add(item.value);
      tell();
      if (most > 1) popup.open(items(), node, { keeps: true });
    },
  });
  const items = () => offered.map((option) => ({ ...option, chosen: chosen.has(option.value) }));
  const shut = () => {
    if (!popup.isOpen) return;
    popup.close();
    if (most > 1 && chosen.size >= (part.min_values ?? 1)) send();
  };
  const keys = (event) => {
    if (event.key === "Escape") shut();
    else if (!popup.isOpen && ["ArrowDown", "Enter", " "].includes(event.key)) popup.open(items(), node);
    else if (!popup.key(event)) return;
    event.preventDefault();
  };
  const node = el(
    "button",
    {
      type: "button",
      class: "select",
      role: "combobox",
      disabled: part.disabled,
      "aria-haspopup": "listbox",
      "aria-label": part.placeholder || say("choose"),
      data: { custom: part.custom_id },
      on: { click: () => (popup.isOpen ? shut() : popup.open(items(), node)), keydown: keys, blur: shut },
    },
    shown,
    icon("open"),
  );
  tell();
  return el("div", { class: "select-box" }, node, popup.node);
}

function options(part, to) {
  const from = {
    3: () => (part.options ?? []).map((one) => ({ value: one.value, title: one.label, note: one.description, icon: one.emoji?.id ? null : one.emoji?.name, default: one.default })),
    5: () => to.people(),
    6: () => to.roles(),
    7: () => [...to.people(), ...to.roles()],
    8: () => to.channels(),
  };
  return (from[part.type] ?? from[3])();
}
