// Creates elements. Text that people wrote becomes text nodes, never markup.

/**
 * An element with properties, attributes and children.
 * `on` holds listeners, `data` holds data attributes, `class` the class; a child that is null or false is left out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "class") node.className = value;
    else if (name === "colour") node.style.setProperty("--colour", value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

const SHAPES = {
  channel: "M9 4 7 20M17 4l-2 16M4.500 9h16M3.500 15h16",
  letter: "M3.500 6.500h17v11h-17zM4 7l8 6 8-6",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400",
  moon: "M19.500 14.500A8 8 0 0 1 9.500 4.500a8 8 0 1 0 10 10Z",
  menu: "M4 7h16M4 12h16M4 17h16",
  lantern: "M9 3h6M12 3v3M8 6h8l1.500 12h-11zM6 21h12M12 10v4",
  close: "M6 6l12 12M18 6 6 18",
  send: "M4 12h14M12.500 6l6 6-6 6",
  reply: "M10 7 5 12l5 5M5 12h9a5 5 0 0 1 5 5v1",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12ZM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5Z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  down: "M12 5v13M6 12.500l6 6 6-6",
  open: "M6 9.500l6 6 6-6",
  done: "M5 12.500l4.500 4.500L19 7.500",
};

/** An icon, hidden from screen readers: its meaning is in the text beside it or in a label. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** Discord's number for a colour as a CSS colour; undefined for 0. */
export function colour(number) {
  return number ? `#${(number & 0xffffff).toString(16).padStart(6, "0")}` : null;
}

/** An avatar: the first letter of the name on a colour, or the bot's logo. */
export function avatar(person, size = "") {
  if (person.bot) return el("img", { class: `avatar ${size}`, src: "mark.svg", alt: "" });
  const letter = [...(person.name || "?")][0].toUpperCase();
  const hue = Number(BigInt(person.id) % 6n);
  return el("span", { class: `avatar hue-${hue} ${size}`, "aria-hidden": "true" }, letter);
}

/** A picture on this server: the page loads nothing from other servers. */
export function isLocal(address) {
  return typeof address === "string" && /^\/(?!\/)/.test(address);
}

/** Whether an address is safe as a link. */
export function isWeb(address) {
  return typeof address === "string" && /^https?:\/\//i.test(address);
}
