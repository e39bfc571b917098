// What two runs cost and break, side by side.
import type { RunTotals, WorstViolation } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { type Cell, makeTable } from "../table.js";
import { number, sensibleDigits, shortTime, signed, text } from "../texts.js";
import type { Compared } from "./compare.js";
import { names } from "./names.js";
import { secondsOf } from "./oslo.js";
import { shortName } from "./units.js";

const worseColour = "#b00020";
const betterColour = "#0b7a4b";
const sameColour = "#d5dbe0";

// A figure of both runs. `sign`: 1 when more is worse, -1 when less is, 0 when it is neither.
interface Row {
  name: string;
  of: (totals: RunTotals) => number;
  unit: string;
  sign: number;
  digits?: number;
  // Of the difference, where it is another one.
  changeUnit?: string;
}

export function drawTotals(compared: Compared, first: RunTotals, second: RunTotals): HTMLElement {
  const rows: Row[] = [
    { name: text("totalUnserved"), of: (run) => run.unservedMwh, unit: "MWh", sign: 1 },
    { name: text("totalHeatUnserved"), of: (run) => run.heatUnservedMwh, unit: "MWh", sign: 1 },
    { name: text("totalBeyond"), of: (run) => run.importBeyondLimitsMwh, unit: "MWh", sign: 1 },
    { name: text("totalViolated"), of: (run) => Number(run.violatedQuarters), unit: "", sign: 1, digits: 0 },
    { name: text("totalLoading"), of: (run) => 100 * run.highestLoadingShare, unit: "%", sign: 1, digits: 0, changeUnit: text("percentPoints") },
    { name: text("totalColdest"), of: (run) => run.coldestRoomDegc, unit: "°C", sign: -1, digits: 1, changeUnit: "K" },
    { name: text("totalCostLong"), of: (run) => run.heatCostNok / 1000, unit: "kNOK", sign: 1, digits: 0 },
    { name: text("totalEmission"), of: (run) => run.heatEmissionKg / 1000, unit: "t", sign: 1 },
    { name: text("demand"), of: (run) => run.demandMwh, unit: "MWh", sign: 0, digits: 0 },
    { name: text("heatElectricity"), of: (run) => run.heatElectricityMwh, unit: "MWh", sign: 0, digits: 0 },
    { name: text("losses"), of: (run) => run.lossesMwh, unit: "MWh", sign: 0, digits: 0 },
    { name: text("totalGeneration"), of: (run) => run.generationMwh, unit: "MWh", sign: 0, digits: 0 },
    { name: text("netImport"), of: (run) => run.netImportMwh, unit: "MWh", sign: 0, digits: 0 },
    { name: text("totalHeatDemand"), of: (run) => run.heatDemandMwh, unit: "MWh", sign: 0, digits: 0 },
  ];
  const cells = rows.map((row): Cell[] => {
    const [a, b] = [row.of(first), row.of(second)];
    const digits = row.digits ?? sensibleDigits(Math.max(Math.abs(a), Math.abs(b)));
    const spaced = (unit: string): string => (unit === "" ? "" : ` ${unit}`);
    const unit = spaced(row.unit);
    const change = Number((b - a).toFixed(digits));
    const judged = Math.sign(change) * row.sign;
    const colour = judged > 0 ? worseColour : judged < 0 ? betterColour : sameColour;
    const verdict = judged === 0 ? "" : ` (${text(judged > 0 ? "compareWorse" : "compareBetter")})`;
    return [
      { value: row.name, colour },
      number(a, digits) + unit,
      number(b, digits) + unit,
      change === 0 ? "–" : signed(change, digits) + spaced(row.changeUnit ?? row.unit) + verdict,
    ];
  });
  cells.splice(
    4, 0,
    [text("totalOverload"), worst(first.worstOverload, false), worst(second.worstOverload, false), ""],
    [text("totalVoltage"), worst(first.worstVoltage, true), worst(second.worstVoltage, true), ""],
  );
  return makeTable(
    ["", shortName(compared.firstName), shortName(compared.secondName), text("compareDifference")],
    cells,
    text("compareTotalsHint"),
  );
}

function worst(violation: WorstViolation | undefined, isVoltage: boolean): string {
  if (!violation) return text("compareNone");
  const value = isVoltage ? `${number(violation.valuePu, 3)} pu` : `${number(100 * violation.valuePu)} %`;
  return `${names.of(violation.elementId)} ${value}, ${shortTime(secondsOf(violation.time))}`;
}
