// The panels beside the map: balance, broken limits, tables. Each draws from the picture alone.
import type { Balance } from "./gen/ostlandet/twin/v1/common_pb.js";
import { type Asset, type Violation, ViolationKind } from "./gen/ostlandet/twin/v1/grid_pb.js";
import { ClockMode } from "./gen/ostlandet/twin/v1/operations_pb.js";
import { list } from "./heat/parts.js";
import { drawSamples } from "./legend.js";
import { classOf, loadingClasses } from "./loading.js";
import type { Picture } from "./picture.js";
import { type Cell, makeTable } from "./table.js";
import { number, osloTime, text } from "./texts.js";

const tableRows = 60;
const shownViolations = 8;

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

export function drawClock(picture: Picture): void {
  byId("time").textContent = picture.shownSeconds ? osloTime(picture.shownSeconds) : "–";
  const clock = picture.clock;
  const words: Partial<Record<ClockMode, string>> = {
    [ClockMode.PAUSED]: text("paused"),
    [ClockMode.REAL_TIME]: text("realTime"),
    [ClockMode.AS_FAST_AS_POSSIBLE]: text("maxSpeed"),
    [ClockMode.SCALED]: `× ${number(clock?.speedRatio ?? 1)}`,
  };
  byId("speed").textContent = clock ? (words[clock.mode] ?? "") : "";
  byId("notice").textContent = /^Synthetic grid/.test(picture.notice) ? text("notice") : picture.notice;
}

export function drawBalance(picture: Picture): void {
  const balance = picture.balance;
  if (!balance) return;
  const out: [string, number][] = [
    [text("demand"), balance.demandMw],
    [text("heatElectricity"), balance.heatElectricityMw],
    [text("losses"), balance.lossesMw],
  ];
  const into: [string, number][] = [
    [text("hydro"), balance.hydroMw],
    [text("wind"), balance.windMw],
    [text("solar"), balance.solarMw],
    [text("thermal"), balance.thermalMw],
    [text("netImport"), balance.netImportMw],
  ];
  const largest = Math.max(1, ...[...out, ...into].map(([, value]) => Math.abs(value)));
  const list = document.createElement("dl");
  list.className = "bars";
  for (const [side, rows] of [
    ["out", out],
    ["in", into],
  ] as const) {
    for (const [name, value] of rows) {
      const term = document.createElement("dt");
      term.textContent = name;
      const data = document.createElement("dd");
      const bar = document.createElement("span");
      bar.className = `bar ${side}${value < 0 ? " negative" : ""}`;
      bar.style.width = `${(100 * Math.abs(value)) / largest}%`;
      const figure = document.createElement("span");
      figure.className = "figure";
      figure.textContent = `${number(value)} MW`;
      data.append(bar, figure);
      list.append(term, data);
    }
  }
  const areas = document.createElement("p");
  areas.className = "quiet";
  areas.textContent = `${text("areaImport")} ${balance.exchanges
    .map((exchange) => `${exchange.area} ${number(exchange.importMw)}`)
    .join(" · ")} MW`;
  byId("balance").replaceChildren(list, areas, ...beyondLimits(balance));
}

// Said only when the neighbours' cables and lines do not suffice.
function beyondLimits(balance: Balance): Element[] {
  return (
    [
      ["importBeyondLimits", balance.importBeyondLimitsMw],
      ["exportBeyondLimits", balance.exportBeyondLimitsMw],
    ] as const
  )
    .filter(([, value]) => value > 0)
    .map(([name, value]) => {
      const line = document.createElement("p");
      line.className = "warning";
      line.textContent = `${text(name)} ${number(value)} MW`;
      return line;
    });
}

export function violationWords(violation: Violation): string {
  const words: Partial<Record<ViolationKind, string>> = {
    [ViolationKind.OVERLOAD]: text("overload"),
    [ViolationKind.UNDERVOLTAGE]: text("undervoltage"),
    [ViolationKind.OVERVOLTAGE]: text("overvoltage"),
    [ViolationKind.DE_ENERGISED]: text("deEnergised"),
  };
  const value =
    violation.kind === ViolationKind.OVERLOAD
      ? `${number(violation.valuePu * 100)} %`
      : `${number(violation.valuePu, 3)} pu`;
  return `${violation.elementName}: ${words[violation.kind] ?? ""} ${value}`;
}

export function drawLimits(picture: Picture): void {
  const box = byId("limits");
  if (!picture.seesGrid) {
    box.textContent = text("hidden");
    return;
  }
  const parts = picture.stale.map((part) => `${text("stale")} ${part.part}: ${part.reason}`);
  if (picture.violations.length === 0 && parts.length === 0) {
    box.textContent = text("none");
    return;
  }
  box.replaceChildren(list([...parts, ...picture.violations.slice(0, shownViolations).map(violationWords)]));
}

export function drawLegend(seesGrid: boolean): void {
  const shown = seesGrid ? [0, 1, 2, 3, 4] : [5];
  drawSamples(
    shown.map((index) => {
      const { key, colour, width } = loadingClasses[index]!;
      return { colour, width, words: text(key), isDashed: key === "outOfService" };
    }),
  );
}

export function drawBranchTable(picture: Picture, branches: Asset[]): void {
  const rows = branches
    .map((asset) => ({ asset, state: picture.branches.get(asset.id) }))
    .sort((a, b) => (b.state?.loadingShare ?? 0) - (a.state?.loadingShare ?? 0))
    .slice(0, tableRows)
    .map(({ asset, state }): Cell[] => [
      { value: asset.name, colour: loadingClasses[classOf(state)]!.colour },
      `${number(asset.nominalKv)} kV`,
      state ? `${number(state.loadingShare * 100)} %` : "–",
      state ? `${number(state.pFromMw)} MW` : "–",
      state ? `${number(state.ratingMva)} MVA` : "–",
    ]);
  byId("branch-table").replaceChildren(
    makeTable(
      [text("name"), text("voltage"), text("loading"), text("flow"), text("rating")],
      rows,
      text("tableHint"),
    ),
  );
}

export function drawCard(picture: Picture, name: string, branches: Asset[]): void {
  const card = byId("card");
  const title = document.createElement("h3");
  title.textContent = name;
  const rows = branches.map((asset): Cell[] => {
    const state = picture.branches.get(asset.id);
    return [
      { value: asset.name, colour: loadingClasses[classOf(state)]!.colour },
      state ? `${number(state.loadingShare * 100)} %` : "–",
    ];
  });
  card.replaceChildren(title, makeTable([text("name"), text("loading")], rows, name));
  card.hidden = false;
}
