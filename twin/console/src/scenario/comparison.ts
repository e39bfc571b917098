// The answer of a comparison as tables: totals side by side, elements, counties, neighbours.
import type {
  AreaDifference,
  CompareBranchesResponse,
  ElementDifference,
  RunTotals,
  WorstViolation,
} from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { heading, paragraph } from "../heat/parts.js";
import { type Cell, makeTable } from "../table.js";
import { dayTime, number, sensibleDigits, seriesName, shortTime, signed, text } from "../texts.js";
import type { Compared } from "./compare.js";
import { names } from "./names.js";
import { secondsOf } from "./oslo.js";
import { read } from "./units.js";

const worseColour = "#b00020";
const betterColour = "#0b7a4b";
const sameColour = "#d5dbe0";

export function drawComparison(compared: Compared): HTMLElement[] {
  const { found } = compared;
  const parts = [
    heading(`«${compared.secondName}» ${text("compareAgainst")} «${compared.firstName}»`),
    paragraph(
      `${dayTime(secondsOf(found.from))} – ${dayTime(secondsOf(found.to))}, ` +
        `${number(Number(found.first?.quarters ?? 0n))} ${text("compareQuarters")}.`,
      "quiet",
    ),
    paragraph(divergence(found), "verdict"),
  ];
  if (found.first && found.second) parts.push(totals(compared, found.first, found.second));
  if (found.elements.length > 0) parts.push(heading(text("compareElements")), elements(compared));
  if (found.firstDivergence) parts.push(...areas(compared));
  return parts;
}

// When they part, and by what; a series that only an engineer reads gives way to one that all do.
function divergence({ firstDivergence, firstElement, elements }: CompareBranchesResponse): string {
  if (!firstDivergence || !firstElement) return text("compareSame");
  const at = secondsOf(firstDivergence);
  const words = `${text("compareParts")} ${dayTime(at)}`;
  const named = [firstElement, ...elements].find(
    (each) => secondsOf(each.time) === at && seriesName(each.series) !== undefined,
  );
  if (!named) return `${words}.`;
  const { show } = read(named.series, named.unit);
  return (
    `${words}: ${seriesName(named.series)}, ${placeOf(named)}, ` +
    `${show(named.firstInUnit)} → ${show(named.secondInUnit)}.`
  );
}

// What a table's head has room for.
const short = (name: string): string => (name.length > 26 ? `${name.slice(0, 25).trimEnd()}…` : name);

const placeOf = ({ elementId }: ElementDifference): string =>
  elementId === "ostlandet" ? text("compareRegion") : names.of(elementId);

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

function totals(compared: Compared, first: RunTotals, second: RunTotals): HTMLElement {
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
    ["", short(compared.firstName), short(compared.secondName), text("compareDifference")],
    cells,
    text("compareTotalsHint"),
  );
}

function worst(violation: WorstViolation | undefined, isVoltage: boolean): string {
  if (!violation) return text("compareNone");
  const value = isVoltage ? `${number(violation.valuePu, 3)} pu` : `${number(100 * violation.valuePu)} %`;
  return `${names.of(violation.elementId)} ${value}, ${shortTime(secondsOf(violation.time))}`;
}

let chosenSeries = "branch_loading_share";

// The elements that differ most, of one series at a time.
function elements({ found, firstName, secondName }: Compared): HTMLElement {
  const box = document.createElement("div");
  const all = [...new Set(found.elements.map((each) => each.series))].filter((series) => seriesName(series));
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.id = "compare-series";
  select.append(...all.map((series) => new Option(seriesName(series)!, series)));
  if (all.includes(chosenSeries)) select.value = chosenSeries;
  label.append(`${text("compareSeries")} `, select);
  const table = document.createElement("div");
  const draw = (): void => {
    const rows = found.elements.filter((each) => each.series === select.value);
    table.replaceChildren(elementTable(rows, firstName, secondName));
  };
  select.addEventListener("change", () => {
    chosenSeries = select.value;
    draw();
  });
  draw();
  box.append(label, table);
  return box;
}

function elementTable(rows: ElementDifference[], firstName: string, secondName: string): HTMLElement {
  const cells = rows.map((each): Cell[] => {
    const { show, difference } = read(each.series, each.unit);
    return [
      placeOf(each),
      shortTime(secondsOf(each.time)),
      show(each.firstInUnit),
      show(each.secondInUnit),
      difference(each.secondInUnit - each.firstInUnit),
    ];
  });
  return makeTable(
    [text("name"), text("compareWhen"), short(firstName), short(secondName), text("compareDifference")],
    cells,
    text("compareElementsHint"),
  );
}

function areas({ found }: Compared): HTMLElement[] {
  const change = (first: number, second: number, digits: number): string =>
    `${number(first, digits)} → ${number(second, digits)}`;
  const injection = (area: AreaDifference): string => {
    const difference = area.secondMwh - area.firstMwh;
    return signed(difference, sensibleDigits(difference));
  };
  const counties = [...found.counties]
    .filter((county) => county.area !== "")
    .sort((a, b) => Math.abs(b.secondMwh - b.firstMwh) - Math.abs(a.secondMwh - a.firstMwh))
    .map((county): Cell[] => [
      county.area,
      change(county.firstMwh, county.secondMwh, 0),
      injection(county),
      change(100 * county.firstHighestLoadingShare, 100 * county.secondHighestLoadingShare, 0),
      county.firstLowestVoltagePu > 0 ? change(county.firstLowestVoltagePu, county.secondLowestVoltagePu, 3) : "–",
    ]);
  const neighbours = found.exchangeAreas.map((area): Cell[] => [
    area.area,
    change(area.firstMwh, area.secondMwh, 0),
    injection(area),
  ]);
  const difference = text("compareDifference");
  return [
    heading(text("compareCounties")),
    makeTable(
      [text("compareCounty"), text("compareInjection"), difference, text("compareLoading"), text("compareVoltage")],
      counties,
      text("compareArrow"),
    ),
    heading(text("compareNeighbours")),
    makeTable([text("compareArea"), text("compareImport"), difference], neighbours, text("compareArrow")),
  ];
}
