// Oslo's wall clock in the forms a browser's inputs take, whatever clock the browser itself goes by.
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { Timestamp } from "@bufbuild/protobuf/wkt";

export const quarterSeconds = 900;

const wallClock = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Oslo",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

// Seconds that Oslo's clock is ahead of UTC.
export function osloAhead(unixSeconds: number): number {
  const parts = wallClock.formatToParts(new Date(unixSeconds * 1000));
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return wall / 1000 - Math.floor(unixSeconds);
}

// The instant at which Oslo's clock shows so many seconds since 1970. Of the hour that comes twice
// in autumn, the first.
export function atOslo(wallSeconds: number): number {
  const guess = wallSeconds - osloAhead(wallSeconds - 7200);
  return wallSeconds - osloAhead(guess);
}

// "2026-01-05T07:15", as <input type="datetime-local"> holds it.
export function toInput(unixSeconds: number): string {
  return new Date((unixSeconds + osloAhead(unixSeconds)) * 1000).toISOString().slice(0, 16);
}

export function fromInput(text: string): number | undefined {
  const wallSeconds = Date.parse(`${text}Z`) / 1000;
  return Number.isFinite(wallSeconds) ? atOslo(wallSeconds) : undefined;
}

export function stamp(unixSeconds: number): Timestamp {
  return timestampFromMs(unixSeconds * 1000);
}

export function secondsOf(time: Timestamp | undefined): number {
  return Number(time?.seconds ?? 0n);
}
