// What a person reads, in bokmål or English, and numbers as that person writes them.
import en from "./i18n/en.json";
import nb from "./i18n/nb.json";

export type Language = "nb" | "en";
type Texts = typeof nb;
type Key = Exclude<keyof Texts, "sources" | "series">;

const tables: Record<Language, Texts> = { nb, en };
let current: Language = localStorage.getItem("language") === "en" ? "en" : "nb";

export const language = (): Language => current;
export const text = (key: Key): string => tables[current][key];

export function sourceName(source: number): string {
  const names = tables[current].sources as Record<string, string>;
  return names[String(source)] ?? String(source);
}

// What a series of the store holds; undefined for those that only an engineer reads.
export function seriesName(series: string): string | undefined {
  return (tables[current].series as Record<string, string>)[series];
}

export function switchLanguage(): void {
  current = current === "nb" ? "en" : "nb";
  localStorage.setItem("language", current);
}

const locale = (): string => (current === "nb" ? "nb-NO" : "en-GB");

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

// Of a difference: "+12", "−3", "0".
export function signed(value: number, digits = 0): string {
  return new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "exceptZero",
  }).format(value);
}

// As many decimals as a person reads: 0,42 and 4,2 and 42.
export function sensibleDigits(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 10) return 0;
  return size >= 1 ? 1 : 2;
}

const hourAndMinute = { hour: "2-digit", minute: "2-digit", hour12: false } as const;
const dayAndMonth = { day: "numeric", month: "short" } as const;

function inOslo(unixSeconds: number, parts: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: "Europe/Oslo", ...parts }).format(new Date(unixSeconds * 1000));
}

export function osloTime(unixSeconds: number): string {
  return inOslo(unixSeconds, { weekday: "short", day: "2-digit", month: "short", year: "numeric", ...hourAndMinute });
}

export function clockTime(unixSeconds: number): string {
  return inOslo(unixSeconds, { weekday: "short", ...hourAndMinute });
}

export function dayTime(unixSeconds: number): string {
  return inOslo(unixSeconds, { weekday: "short", ...dayAndMonth, ...hourAndMinute });
}

// For tables: "26. jan., 22:30".
export function shortTime(unixSeconds: number): string {
  return inOslo(unixSeconds, { ...dayAndMonth, ...hourAndMinute });
}

export function dayName(unixSeconds: number): string {
  return inOslo(unixSeconds, { weekday: "short", ...dayAndMonth });
}

export function monthName(month: number): string {
  return new Intl.DateTimeFormat(locale(), { month: "short", timeZone: "UTC" }).format(
    new Date(Date.UTC(2027, month - 1, 1)),
  );
}

// Fills every element that names a text.
export function translatePage(): void {
  document.documentElement.lang = current;
  document.title = text("title");
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    element.textContent = text(element.dataset.text as Key);
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-label]")) {
    element.setAttribute("aria-label", text(element.dataset.label as Key));
  }
}
