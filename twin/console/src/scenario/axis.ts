// The time axis of the timeline, in Oslo's time, and where now is on it.
import { element } from "../svg.js";
import { clockTime, dayName, dayTime, text } from "../texts.js";
import { type Span, ticksOf } from "./lanes.js";
import { written } from "./written.js";

// Room beside the lanes: names, an edge, the word for now, hours and days.
export const gutter = 204;
export const right = 16;
export const top = 22;
export const bottom = 34;
const hourRoom = 58;
const dayRoom = 78;

export function axis(span: Span, x: (at: number) => number, width: number, height: number): SVGElement[] {
  const { step, ticks } = ticksOf(span, Math.floor((width - gutter - right) / hourRoom));
  const base = height - bottom;
  const isDaily = step >= 86400;
  const parts: SVGElement[] = [];
  const days: { at: number; from: number }[] = [];
  if (!isDaily) days.push({ at: span.from, from: gutter });
  for (const tick of ticks) {
    const at = x(tick.at);
    parts.push(
      element("line", { x1: at, x2: at, y1: top, y2: base, class: tick.isMidnight ? "midnight" : "hour" }),
    );
    if (!isDaily) parts.push(written(at, base + 13, hourOf(tick.at), "mark middle"));
    if (isDaily || tick.isMidnight) days.push({ at: tick.at, from: at });
  }
  days.forEach(({ at, from }, i) => {
    const after = days[i + 1];
    if (after && after.from - from < dayRoom) return;
    if (from > width - 70) return;
    parts.push(written(from, base + 27, dayName(at), isDaily ? "mark middle" : "mark day"));
  });
  return parts;
}

const hourOf = (at: number): string => clockTime(at).replace(/^.*?(\d\d[:.]\d\d)$/, "$1");

export function nowLine(now: number, span: Span, x: (at: number) => number, height: number, width: number): SVGElement[] {
  if (now < span.from || now > span.to) return [];
  const at = x(now);
  const words = `${text("timelineNow")} ${dayTime(now)}`;
  const isLate = at > width - 160;
  const label = written(at + (isLate ? -5 : 5), top - 8, words, isLate ? "mark end now-word" : "mark now-word");
  return [element("line", { x1: at, x2: at, y1: top - 18, y2: height - bottom, class: "now" }), label];
}
