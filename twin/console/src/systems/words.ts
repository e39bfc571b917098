// Alarms of heat systems as a person reads them.
import { HeatAlarmKind, type HeatSystem, type HeatSystemAlarm } from "../gen/ostlandet/twin/v1/heat_pb.js";
import { number, text } from "../texts.js";

function measured(alarm: HeatSystemAlarm["measured"] | HeatSystemAlarm["allowed"]): string {
  switch (alarm.case) {
    case "valueMw":
    case "limitMw":
      return `${number(alarm.value, alarm.value < 10 ? 1 : 0)} MW`;
    case "valueMwh":
    case "limitMwh":
      return `${number(alarm.value)} MWh`;
    case "valueH":
    case "limitH":
      return `${number(alarm.value / 24, 1)} ${text("days")}`;
    default:
      return "";
  }
}

export function alarmWords(alarm: HeatSystemAlarm, system: HeatSystem | undefined): string {
  const kinds: Partial<Record<HeatAlarmKind, string>> = {
    [HeatAlarmKind.PLANT_LOST]: text("alarmPlantLost"),
    [HeatAlarmKind.UNSERVED]: text("alarmUnserved"),
    [HeatAlarmKind.STORE_LOW]: text("alarmStoreLow"),
    [HeatAlarmKind.GRID_ORDER]: text("alarmGridOrder"),
    [HeatAlarmKind.RESERVE]: text("alarmReserve"),
    [HeatAlarmKind.FUEL_LOW]: text("alarmFuelLow"),
  };
  const plant = system?.plants.find((each) => each.id === alarm.plantId)?.name ?? alarm.plantId;
  const limit = measured(alarm.allowed);
  const words = `${kinds[alarm.kind] ?? ""} ${measured(alarm.measured)}`;
  return (plant ? `${plant}: ` : "") + words + (limit ? ` (${text("heatLimit")} ${limit})` : "");
}
