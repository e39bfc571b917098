// What the pipes of a heat network can be coloured by.
import type { HeatNetwork, HeatNetworkColumns } from "../gen/ostlandet/twin/v1/heat_network_pb.js";

export type Quantity = "supply" | "return" | "differential";
export const quantities: Quantity[] = ["supply", "return", "differential"];

export interface Scale {
  unit: string;
  digits: number;
  stops: [number, string][];
}

export const missingColour = "#4a4a4a";

// Light enough apart for any eyes: temperatures from blue over violet to red, pressures from a
// warning red over yellow to blue.
const warmth = ["#2c5aa0", "#6f5aa8", "#b04a86", "#d7402f"];
const pressure = ["#b00020", "#d98c00", "#3f9a6b", "#1f6fb2"];

function spread(colours: string[], low: number, high: number): [number, string][] {
  return colours.map((colour, i) => [low + ((high - low) * i) / (colours.length - 1), colour]);
}

// From what plants feed in, or customers give back, down to what pipes may cool on the way.
const cooledSupplyK = 12;
const cooledReturnK = 6;

export function scaleOf(quantity: Quantity, network: HeatNetwork, supplyDegc: number): Scale {
  switch (quantity) {
    case "supply": {
      const hot = Math.ceil(supplyDegc);
      return { unit: "°C", digits: 0, stops: spread(warmth, hot - cooledSupplyK, hot) };
    }
    case "return": {
      const warm = network.returnDegc;
      return { unit: "°C", digits: 0, stops: spread(warmth, warm - cooledReturnK, warm) };
    }
    case "differential":
      return {
        unit: "bar", digits: 1,
        stops: pressure.map((colour, i) => [[0.6, 0.9, 1.5, 4][i]!, colour]),
      };
  }
}

export function nodeValue(quantity: Quantity, columns: HeatNetworkColumns, node: number): number {
  switch (quantity) {
    case "supply":
      return columns.supplyDegc[node] ?? NaN;
    case "return":
      return columns.returnDegc[node] ?? NaN;
    case "differential":
      return (columns.supplyBar[node] ?? NaN) - (columns.returnBar[node] ?? NaN);
  }
}
