// Changes as a person reads them.
import type { Patch } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { dayTime, number, sensibleDigits, signed, text } from "../texts.js";
import { names } from "./names.js";
import { secondsOf } from "./oslo.js";

const megawatts = (value: number): string => `${number(value, sensibleDigits(value))} MW`;

export function patchWords(patch: Patch): string {
  const { change } = patch;
  switch (change.case) {
    case "outage":
      return `${text("patchOutage")}: ${names.of(change.value.elementId)}`;
    case "temperatureShift":
      return `${text("patchTemperature")}: ${signed(change.value.offsetK, sensibleDigits(change.value.offsetK))} K`;
    case "demandChange":
      return (
        `${text("patchDemandChange")}: ${signed(change.value.demandMw, sensibleDigits(change.value.demandMw))} MW, ` +
        names.of(change.value.busId)
      );
    case "gridOrder":
      return (
        `${text("patchGridOrder")}: ${names.of(change.value.heatSystemId)}, ` +
        `${text("patchAtMost")} ${megawatts(change.value.electricityMaxMw)}`
      );
    case "reserveActivation":
      return `${text("patchReserve")}: ${names.of(change.value.heatSystemId)}, ${megawatts(change.value.electricityCutMw)}`;
    case "plantReduction":
      return (
        `${text("patchReduction")}: ${names.of(change.value.heatPlantId)}, ` +
        `${number(100 * change.value.availableShare)} % ${text("patchLeft")}`
      );
    case "priceChange":
      return (
        `${text("patchPriceChange")}: × ${number(change.value.priceRatio ?? 1, 2)}, ` +
        `${signed(change.value.offsetNokPerMwh)} NOK/MWh`
      );
    case "priceSeries":
      return `${text("patchPriceSeries")}: ${change.value.hoursNokPerMwh.length} ${text("patchHours")}`;
    case "heatConversion":
      return `${text("patchConversion")}: ${megawatts(change.value.designHeatMw)}, ${names.of(change.value.heatSystemId)}`;
    case "newSurplusSource":
      return `${text("patchSurplus")}: ${names.of(change.value.surplusSourceId || change.value.busId)}`;
    default:
      return patch.id;
  }
}

// When it acts, and whether it does at a time.
export function patchPeriod(patch: Patch, at: number): string {
  const from = secondsOf(patch.from);
  const end = patch.to ? `${text("patchUntil")} ${dayTime(secondsOf(patch.to))}` : text("patchOpen");
  const state = from > at ? text("patchComes") : text("patchActs");
  return `${state}: ${text("patchSince")} ${dayTime(from)} ${end}`;
}
