// What of a record is being made, as a person reads it.
import { CapacityPart, type CapacityProgress } from "./gen/ostlandet/twin/v1/capacity_pb.js";
import { text } from "./texts.js";

export function partWords(progress: CapacityProgress): string {
  const names: Partial<Record<CapacityPart, string>> = {
    [CapacityPart.FIRM]: text("askPartFirm"),
    [CapacityPart.TERMS]: text("askPartTerms"),
    [CapacityPart.COMPONENTS]: text("askPartComponents"),
    [CapacityPart.STANDINGS]: text("askPartStandings"),
    [CapacityPart.WEATHER_YEARS]: text("askPartWeatherYears"),
    [CapacityPart.CRITERIA]: text("askPartCriteria"),
    [CapacityPart.RESERVE]: text("askPartReserve"),
    [CapacityPart.YEARS]: text("askPartYears"),
    [CapacityPart.MEASURES]: text("askPartMeasures"),
    [CapacityPart.EFFECTS]: text("askPartEffects"),
    [CapacityPart.FEEDER]: text("askPartFeeder"),
  };
  return `${text("asking")} ${progress.partNumber} / ${progress.partsCount}: ${names[progress.part] ?? ""}`;
}
