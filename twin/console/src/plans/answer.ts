// One plan's answer: in short, phasing by year, ways of heating side by side, grid, what is not known.
import { bars } from "../bars.js";
import { type PlanAnswer, PlanHeatChoice, PlanReach } from "../gen/ostlandet/twin/v1/planning_answer_pb.js";
import { figures, heading, list, paragraph } from "../heat/parts.js";
import { lineChart } from "../lines.js";
import { makeTable, type Cell } from "../table.js";
import { language, number, text } from "../texts.js";
import { choiceName, landFor, levelName, marginName, reachName, reasonWords, roomWords } from "./words.js";

const shown: [PlanHeatChoice, string][] = [
  [PlanHeatChoice.DIRECT, "#b35900"],
  [PlanHeatChoice.GROUND_PUMP, "#2b7a5d"],
  [PlanHeatChoice.DISTRICT_HEAT, "#7d3c5a"],
];

const digits = (mw: number): number => (mw < 10 ? 2 : 1);
export const mw = (value: number | undefined): string => (value === undefined ? "–" : number(value, digits(value)));
const range = (low: number | undefined, high: number | undefined, decimals: number): string =>
  low === undefined || high === undefined ? "–" : `${number(low, decimals)}–${number(high, decimals)}`;

// The highest of winter and summer.
const needIn = (plan: PlanAnswer, year: number, choice: PlanHeatChoice) =>
  plan.grid?.years.find((each) => each.year === year)?.choices.find((each) => each.choice === choice)?.need;
export const peakOf = (plan: PlanAnswer, choice: PlanHeatChoice): number | undefined =>
  needIn(plan, plan.years.at(-1)?.year ?? 0, choice)?.p50Mw;

// The year in which the last is added: the answer goes one year further.
export const completeIn = (plan: PlanAnswer): number => plan.years.at(-2)?.year ?? plan.years.at(-1)?.year ?? 0;

function short(plan: PlanAnswer): HTMLElement {
  const direct = needIn(plan, plan.years.at(-1)?.year ?? 0, PlanHeatChoice.DIRECT);
  return figures([
    [text("plansWhen"), `${plan.years[0]?.year ?? "–"}–${completeIn(plan)}${plan.hasAssumedYears ? ` (${text("plansAssumed")})` : ""}`],
    [text("plansDirectPeak"), `${mw(direct?.p50Mw)} MW (${range(direct?.p10Mw, direct?.p90Mw, digits(direct?.p90Mw ?? 0))})`],
    [text("plansDistrictPeak"), `${mw(peakOf(plan, PlanHeatChoice.DISTRICT_HEAT))} MW`],
    [text("plansHeatYear"), `${number((plan.heat?.heatYear?.p50Mwh ?? 0) / 1000, 2)} GWh`],
    [text("plansRipe"), `${number(100 * (plan.realisedShare[1] ?? 0))} %`],
    [text("plansWeather"), `${plan.weatherPlace}, ${number(plan.designDegc)} °C`],
  ]);
}

function phasing(plan: PlanAnswer): (HTMLElement | SVGElement)[] {
  const years = plan.years;
  const lines = shown.map(([choice, colour]) => ({
    name: choiceName(choice),
    colour,
    dash: "",
    values: years.map((year) => needIn(plan, year.year, choice)?.p50Mw ?? NaN),
  }));
  lines.push({
    name: `${choiceName(PlanHeatChoice.DIRECT)} P90`,
    colour: shown[0]![1],
    dash: "4 3",
    values: years.map((year) => needIn(plan, year.year, PlanHeatChoice.DIRECT)?.p90Mw ?? NaN),
  });
  const head = [text("plansYear"), ...plan.years[0]!.choices.map((each) => choiceName(each.choice)), text("plansHeatMw"), text("plansFloor"), text("plansMargin")];
  const rows = years.map((year): Cell[] => [
    String(year.year),
    ...year.choices.map((each) => mw(needIn(plan, year.year, each.choice)?.p50Mw)),
    mw(year.heatPeak?.p50Mw),
    number(year.builtFloorM2),
    marginName(plan.grid?.years.find((each) => each.year === year.year)?.choices[0]?.margin ?? 0),
  ]);
  return [
    heading(text("plansPhasing")),
    lineChart(lines, text("plansPhasing"), "MW", [String(years[0]!.year), String(years.at(-1)!.year)]),
    key(lines),
    scroll(makeTable(head, rows, text("plansPhasingHint"))),
  ];
}

function key(lines: { name: string; colour: string; dash: string }[]): HTMLElement {
  const made = document.createElement("ul");
  made.className = "legend";
  for (const line of lines) {
    const entry = document.createElement("li");
    const sample = document.createElement("span");
    sample.className = "sample";
    sample.style.borderTop = `3px ${line.dash === "" ? "solid" : "dashed"} ${line.colour}`;
    entry.append(sample, line.name);
    made.append(entry);
  }
  return made;
}

export function scroll(table: HTMLElement): HTMLElement {
  const box = document.createElement("div");
  box.className = "wide";
  box.append(table);
  return box;
}

function heatSide(plan: PlanAnswer): (HTMLElement | SVGElement)[] {
  const heat = plan.heat;
  if (!heat || !((heat.heat?.p50Mw ?? 0) > 0)) return [heading(text("plansHeat")), paragraph(text("plansNoHeat"), "quiet")];
  const can = (reach: PlanReach): boolean => reach === PlanReach.NOT_NEEDED || reach === PlanReach.CONFIRMED;
  const direct = heat.choices[0]?.bus?.p50Mw ?? 0;
  const picture = bars(
    heat.choices.map((each) => ({
      name: choiceName(each.choice),
      value: each.bus?.p50Mw ?? 0,
      isGood: can(each.reach),
      figure: mw(each.bus?.p50Mw),
    })),
    direct,
    text("plansHeat"),
  );
  const methods = heat.choices[0]?.co2.map((each) => each.method) ?? [];
  const rows = heat.choices.map((each): Cell[] => [
    choiceName(each.choice),
    mw(each.bus?.p50Mw),
    mw(direct - (each.bus?.p50Mw ?? 0)),
    mw(each.plants?.p50Mw),
    reachName(each.reach),
    mw(each.availableMw),
    each.extensionM === undefined ? "–" : number(each.extensionM),
    each.denseMwhPerM === undefined ? "–" : number(each.denseMwhPerM, 1),
    range(each.investment?.lowMnok, each.investment?.highMnok, 1),
    range(each.lowNokPerMwh, each.highNokPerMwh, 0),
    each.meetsTek17144 ? text("plansYes") : text("plansNo"),
    ...methods.map((method) => {
      const co2 = each.co2.find((one) => one.method === method);
      return co2 ? number(co2.yearKg / 1000) : "–";
    }),
  ]);
  const head = [
    "", text("plansMwHere"), text("plansFreed"), text("plansMwPlants"), text("plansReach"), text("plansToBeHad"),
    text("plansTrench"), "MWh/m", "MNOK", text("plansNokMwh"), "TEK17 § 14-4",
    ...methods.map((method) => `t CO₂ (${method})`),
  ];
  const hint = `${heat.localTime}, ${number(heat.outdoorDegc)} °C, ${mw(heat.heat?.p50Mw)} ${text("plansMwHeat")}`;
  const parts = [heading(text("plansHeat")), picture, scroll(makeTable(head, rows, hint))];
  if (heat.coolingWays.length > 0) {
    parts.push(
      paragraph(
        `${text("plansCooling")} ${heat.summerLocalTime}: ` +
          heat.coolingWays.map((way) => `${coolingName(way.way)} ${mw(way.bus?.p50Mw)} MW`).join(", "),
      ),
    );
  }
  return [...parts, ...duties(plan)];
}

function coolingName(way: string): string {
  if (way === "chiller") return text("plansChiller");
  return way === "ground-cooling" ? text("plansGroundCooling") : text("plansDistrictCooling");
}

function duties(plan: PlanAnswer): HTMLElement[] {
  const network = plan.heat?.network;
  const lines = [`${text("plansTek17")} ${number(plan.heat?.tek17FloorM2 ?? 0)} m²`];
  if (network) {
    lines.push(`${text("plansNearestHeat")} ${network.name}, ${number(network.extensionM / 1000, 1)} km. ${network.needsLicence ? text("plansLicence") : text("plansNoLicence")}`);
  }
  lines.push(text("plansDuty"));
  return [list(lines)];
}

function gridParts(plan: PlanAnswer): HTMLElement[] {
  const grid = plan.grid;
  if (!grid) return [];
  const lines = [`${text("plansLevel")}: ${levelName(grid)}`];
  if (grid.station !== "") {
    lines.push(`${text("plansStation")} ${grid.station}, ${number(grid.nominalKv)} kV, ${number(grid.distanceKm, 1)} km`);
  }
  lines.push(
    `${text("plansLand")} ${range(grid.landLowM2, grid.landHighM2, 0)} m² (${grid.substationsCount} ${text("plansSubstations")}; ${landFor(grid)})`,
    roomWords(grid),
  );
  for (const project of grid.projects) {
    const effect = language() === "nb" ? project.effectNo : project.effectEn;
    lines.push(`${text("plansWaits")} ${project.name} (${project.earlyYear}–${project.lateYear}): ${effect}`);
  }
  return [heading(text("plansGrid")), list(lines)];
}

function unknown(plan: PlanAnswer): HTMLElement[] {
  const lines = plan.areas.flatMap((area) =>
    area.notKnown === "" ? [] : [`${area.fieldName || area.id}: ${reasonWords(area.notKnown)}`],
  );
  lines.push(...plan.notes.map(reasonWords), text("plansUnknownLicence"));
  return [heading(text("plansUnknown")), list(lines)];
}

export function drawPlan(plan: PlanAnswer): (HTMLElement | SVGElement)[] {
  const head = `${plan.name} – ${plan.municipalityId}/${plan.planId}`;
  const doubt = plan.isStatusDoubtful ? ` ${text("plansDoubtful")}` : "";
  return [
    heading(head),
    paragraph(`${plan.type}, ${plan.status}.${doubt}`, "quiet"),
    short(plan),
    ...phasing(plan),
    ...heatSide(plan),
    ...gridParts(plan),
    ...unknown(plan),
  ];
}
