// Times of messages, days, and Discord's timestamps, which keep counting on the page.

import { el } from "./dom.js";
import { say, tongue } from "./words.js";

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

const STEPS = [["year", 31_557_600], ["month", 2_629_800], ["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** `<t:seconds:style>`; undefined if `seconds` is not a number. */
export function timestamp(seconds, style) {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const whole = date.toLocaleString(tongue(), STYLES.F);
  const shown = style === "R" ? relative(date) : date.toLocaleString(tongue(), STYLES[style] ?? STYLES.f);
  const data = style === "R" ? { since: String(seconds) } : {};
  return el("time", { class: "stamp", datetime: date.toISOString(), title: whole, data }, shown);
}

/** The time of a message: only the hour for today's, with the day otherwise. */
export function clock(iso) {
  const date = new Date(iso);
  const style = isSameDay(date, new Date()) ? STYLES.t : STYLES.s;
  const whole = date.toLocaleString(tongue(), STYLES.F);
  return el("time", { class: "clock", datetime: iso, title: whole }, date.toLocaleString(tongue(), style));
}

/** The day of a message, for the line between two days. */
export function day(iso) {
  const date = new Date(iso);
  const yesterday = new Date(Date.now() - 86_400_000);
  if (isSameDay(date, new Date())) return say("today");
  if (isSameDay(date, yesterday)) return say("yesterday");
  return date.toLocaleDateString(tongue(), { dateStyle: "long" });
}

/** Whether two times are on the same day. */
export function isSameDay(one, other) {
  return one.toDateString() === other.toDateString();
}

/** Keeps timestamps up to date. */
export function keepTime() {
  setInterval(() => {
    for (const node of document.querySelectorAll("time[data-since]")) {
      const now = relative(new Date(Number(node.dataset.since) * 1000));
      if (node.textContent !== now) node.textContent = now;
    }
  }, 1000);
}

function relative(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  const [unit, length] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  const words = new Intl.RelativeTimeFormat(tongue(), { numeric: "auto" });
  return words.format(Math.trunc(seconds / length), unit);
}
