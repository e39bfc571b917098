// How values of a series are written: shares as per cent, flags as words, the rest in its own unit.
import { number, sensibleDigits, signed, text } from "../texts.js";

const unitWords: Record<string, string> = {
  degC: "°C",
  degree: "°",
  "NOK h-1": "NOK/h",
  "NOK MWh-1": "NOK/MWh",
  "kg h-1": "kg/h",
  "m s-1": "m/s",
  "W m-2": "W/m²",
};

interface Reader {
  show: (value: number) => string;
  difference: (value: number) => string;
}

export function read(series: string, unit: string): Reader {
  if (series.endsWith("_flag")) {
    const word = (value: number): string => text(value > 0.5 ? "yes" : "no");
    return { show: word, difference: () => "" };
  }
  if (series.endsWith("_share")) {
    return {
      show: (value) => `${number(100 * value)} %`,
      difference: (value) => `${signed(100 * value)} ${text("percentPoints")}`,
    };
  }
  if (series.endsWith("_pu")) {
    return { show: (value) => `${number(value, 3)} pu`, difference: (value) => `${signed(value, 3)} pu` };
  }
  const words = unitWords[unit] ?? unit;
  return {
    show: (value) => `${number(value, Math.min(1, sensibleDigits(value)))} ${words}`,
    difference: (value) => `${signed(value, sensibleDigits(value))} ${unit === "degC" ? "K" : words}`,
  };
}

// What a table's head has room for.
export const shortName = (name: string): string => (name.length > 26 ? `${name.slice(0, 25).trimEnd()}…` : name);
