// The control room's strip: import by area, the hottest elements, the lowest and highest voltages,
// heat with its alarms, broken limits. For those who see the grid; draws from the picture alone.
import { type Asset, ViolationKind } from "../gen/ostlandet/twin/v1/grid_pb.js";
import type { HeatSystem } from "../gen/ostlandet/twin/v1/heat_pb.js";
import { byId, list } from "../heat/parts.js";
import { classOf, loadingClasses } from "../loading.js";
import { violationWords } from "../panels.js";
import type { Picture } from "../picture.js";
import { alarmWords } from "../systems/words.js";
import { number, sensibleDigits, signed, text } from "../texts.js";
import { type Figure, figureCard } from "./card.js";

const shownHottest = 5;
const shownVoltages = 3;
const shownAlarms = 2;
const alarmColour = "#b00020";
const calmColour = "#0b7a4b";
const quietColour = "#a3adb5";

export interface StripNames {
  branches: Asset[];
  buses: Asset[];
  systems: HeatSystem[];
}

export function drawStrip(picture: Picture, known: StripNames): void {
  const strip = byId("control-strip");
  strip.hidden = !picture.seesGrid;
  if (strip.hidden) return;
  const alarms = alarmsOf(picture, known.systems);
  byId("control-cards").replaceChildren(
    imports(picture),
    hottest(picture, known.branches),
    voltages(picture, known.buses),
    heat(picture, alarms),
    limits(picture),
  );
  drawAll([...picture.violations.map(violationWords), ...alarms]);
}

// Every alarm and broken limit, for who wants to read them all.
function drawAll(lines: string[]): void {
  byId("control-all").hidden = lines.length === 0;
  byId("control-all-count").textContent = `${text("stripAll")} (${lines.length})`;
  byId("control-all-lines").replaceChildren(list(lines));
}

function alarmsOf({ heat: frames }: Picture, systems: HeatSystem[]): string[] {
  return frames.flatMap((frame) => {
    const system = systems.find((each) => each.id === frame.heatSystemId);
    return frame.alarms.map((alarm) => `${system?.name ?? frame.heatSystemId}: ${alarmWords(alarm, system)}`);
  });
}

function imports({ balance }: Picture): HTMLElement {
  const net = balance?.netImportMw ?? 0;
  const areas = (balance?.exchanges ?? []).map(
    ({ area, importMw }): Figure => ({ name: area, value: `${signed(importMw)} MW`, colour: quietColour }),
  );
  return figureCard(text("stripImport"), `${signed(net)} MW`, areas, text("stripImportHint"));
}

function hottest({ branches }: Picture, assets: Asset[]): HTMLElement {
  const figures = assets
    .filter((asset) => asset.isInRegion)
    .map((asset) => ({ asset, state: branches.get(asset.id) }))
    .sort((a, b) => (b.state?.loadingShare ?? 0) - (a.state?.loadingShare ?? 0))
    .slice(0, shownHottest)
    .map(({ asset, state }): Figure => ({
      name: asset.name,
      value: state ? `${number(100 * state.loadingShare)} %` : "–",
      colour: loadingClasses[classOf(state)]!.colour,
    }));
  return figureCard(text("stripHottest"), figures[0]?.value ?? "–", figures);
}

function voltages({ buses }: Picture, assets: Asset[]): HTMLElement {
  const states = assets.flatMap((asset) => {
    const state = asset.isInRegion ? buses.get(asset.id) : undefined;
    return state?.isEnergised ? [{ asset, voltage: state.vmPu }] : [];
  });
  states.sort((a, b) => a.voltage - b.voltage);
  const figure = (sign: string, { asset, voltage }: (typeof states)[number]): Figure => {
    const isOutside = voltage < (asset.bus?.vMinPu ?? 0) || voltage > (asset.bus?.vMaxPu ?? 2);
    return { name: `${sign} ${asset.name}`, value: `${number(voltage, 3)} pu`, colour: isOutside ? alarmColour : quietColour };
  };
  const least = states.slice(0, shownVoltages).map((state) => figure("▼", state));
  const most = states.slice(-shownVoltages).reverse().map((state) => figure("▲", state));
  const ends = [states[0], states.at(-1)].map((state) => (state ? number(state.voltage, 2) : ""));
  const range = states.length > 0 ? `${ends.join("–")} pu` : "–";
  return figureCard(text("stripVoltages"), range, [...least, ...most]);
}

function heat({ heat: frames }: Picture, alarms: string[]): HTMLElement {
  const unserved = frames.reduce((sum, frame) => sum + frame.unservedMw, 0);
  const demand = frames.reduce((sum, frame) => sum + frame.demandMw, 0);
  const figures: Figure[] = [
    { name: text("stripHeatDemand"), value: `${number(demand)} MW`, colour: quietColour },
    { name: text("systemAlarms"), value: String(alarms.length), colour: alarms.length > 0 ? alarmColour : calmColour },
    ...alarms.slice(0, shownAlarms).map((words) => ({ name: words, value: "", colour: alarmColour })),
  ];
  if (alarms.length > shownAlarms) {
    figures.push({ name: `${alarms.length - shownAlarms} ${text("heatMore")}`, value: "", colour: quietColour });
  }
  const missing = `${number(unserved, sensibleDigits(unserved))} MW ${text("stripMissing")}`;
  return figureCard(text("stripHeat"), missing, figures, "", unserved > 0.005);
}

function limits({ violations, stale }: Picture): HTMLElement {
  const kinds: [ViolationKind, string][] = [
    [ViolationKind.OVERLOAD, text("overload")],
    [ViolationKind.UNDERVOLTAGE, text("undervoltage")],
    [ViolationKind.OVERVOLTAGE, text("overvoltage")],
    [ViolationKind.DE_ENERGISED, text("deEnergised")],
  ];
  const figures = kinds.map(([kind, name]): Figure => {
    const count = violations.filter((violation) => violation.kind === kind).length;
    return { name, value: String(count), colour: count > 0 ? alarmColour : calmColour };
  });
  for (const part of stale) figures.push({ name: `${text("stale")} ${part.part}`, value: "", colour: alarmColour });
  return figureCard(text("stripLimits"), String(violations.length), figures, "", violations.length > 0);
}
