// Limits and ids of heat networks as a person reads them.
import { type HeatLimit, HeatLimitKind } from "../gen/ostlandet/twin/v1/heat_network_pb.js";
import { number, text } from "../texts.js";

// "oet:heatnet/drammen/t17" is trench 17, "…/17" place 17, "…/plant0" plant 0.
export function elementName(id: string): string {
  const found = /(?:^|\/)(t|plant|)(\d+)$/.exec(id);
  if (found) {
    const kinds: Record<string, string> = {
      t: text("heatTrench"), plant: text("heatPlant"), "": text("heatPlace"),
    };
    return `${kinds[found[1]!]} ${found[2]}`;
  }
  const made = /^new (consumer|trench) (\d+)/.exec(id);
  if (made) {
    const kind = made[1] === "trench" ? text("heatNewTrench") : text("heatNewConsumer");
    return `${kind} ${Number(made[2]) + 1}`;
  }
  return id === "the applicant" ? text("heatApplicant") : id;
}

interface Reading {
  name: string;
  value: number;
  limit: number;
  unit: string;
  digits: number;
}

function read(limit: HeatLimit): Reading {
  const bar = { value: limit.valueBar, limit: limit.limitBar, unit: "bar", digits: 1 };
  switch (limit.kind) {
    case HeatLimitKind.PRESSURE:
      return { name: text("heatPressure"), ...bar };
    case HeatLimitKind.BOILING_MARGIN:
      return { name: text("heatBoiling"), ...bar };
    case HeatLimitKind.DIFFERENTIAL_PRESSURE:
      return { name: text("heatDifferential"), ...bar, digits: 2 };
    case HeatLimitKind.SPEED:
      return { name: text("heatSpeed"), value: limit.valueMPerS, limit: limit.limitMPerS, unit: "m/s", digits: 1 };
    case HeatLimitKind.GRADIENT:
      return { name: text("heatGradient"), value: limit.valuePaPerM, limit: limit.limitPaPerM, unit: "Pa/m", digits: 0 };
    case HeatLimitKind.SUPPLY_TEMPERATURE:
      return { name: text("heatArrives"), value: limit.valueDegc, limit: limit.limitDegc, unit: "°C", digits: 1 };
    default:
      return { name: text("heatPlantFull"), value: limit.valueMw, limit: limit.limitMw, unit: "MW", digits: 1 };
  }
}

export const limitName = (limit: HeatLimit): string => read(limit).name;

// "flow resistance 214 Pa/m of 200, trench 12"; without figures where they are withheld.
export function limitWords(limit: HeatLimit): string {
  const reading = read(limit);
  const isWithheld = reading.limit === 0;
  const figures = isWithheld
    ? ""
    : ` ${number(reading.value, reading.digits)} ${reading.unit} (${text("heatLimit")} ${number(reading.limit, reading.digits)})`;
  return `${reading.name}${figures}, ${elementName(limit.elementId)}`;
}

export function limitValue(limit: HeatLimit): string {
  const reading = read(limit);
  return reading.limit === 0 ? "–" : `${number(reading.value, reading.digits)} ${reading.unit}`;
}
