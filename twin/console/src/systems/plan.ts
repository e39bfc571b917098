// A heat system planned ahead: what it will make of what against the forecast, what its stores do, and
// what it frees and could still free of the grid. Asked for by a button; nothing is changed by it.
import { heat as service } from "../api.js";
import type { HeatSystem, PlanAheadResponse } from "../gen/ostlandet/twin/v1/heat_pb.js";
import { byId, figures, heading, paragraph } from "../heat/parts.js";
import { lineChart } from "../lines.js";
import { type Layer, stackedArea } from "../svg.js";
import { makeTable, type Cell } from "../table.js";
import { number, osloTime, sourceName, text } from "../texts.js";
import { accumulatorColour, colourOf, networkColour } from "./colours.js";

const plainColour = "#33507a";

export class PlanPanel {
  constructor(private readonly system: () => HeatSystem | undefined) {}

  start(): void {
    byId("heat-plan-ask").addEventListener("click", () => void this.ask());
  }

  clear(): void {
    byId("heat-plan").replaceChildren();
    byId("heat-plan-message").textContent = "";
  }

  private async ask(): Promise<void> {
    const system = this.system();
    if (!system) return;
    const button = byId<HTMLButtonElement>("heat-plan-ask");
    const message = byId("heat-plan-message");
    button.disabled = true;
    message.textContent = text("planWorks");
    try {
      const plan = await service.planAhead({ heatSystemId: system.id, horizonH: 48 });
      if (this.system()?.id !== system.id) return;
      message.textContent = "";
      byId("heat-plan").replaceChildren(...this.parts(system, plan));
      document.body.dataset["plan"] = String(plan.hours.length);
    } catch (error) {
      message.textContent = `${text("planFailed")} ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      button.disabled = false;
    }
  }

  private parts(system: HeatSystem, plan: PlanAheadResponse): (HTMLElement | SVGElement)[] {
    const hours = plan.hours;
    const seconds = hours.map((hour) => Number(hour.time?.seconds ?? 0n));
    const ticks = [osloTime(seconds[0] ?? 0), osloTime(seconds.at(-1) ?? 0)];
    const sources = [...new Set(hours.flatMap((hour) => hour.sources.map((each) => each.source)))].sort((a, b) => a - b);
    const layers: Layer[] = sources
      .map((source) => ({
        name: sourceName(source),
        colour: colourOf(source),
        values: hours.map((hour) => hour.sources.find((each) => each.source === source)?.heatMw ?? 0),
      }))
      .filter((layer) => layer.values.some((value) => value > 0.005));
    const hasStore = system.accumulatorCapacityMwh > 0;
    if (hasStore) {
      layers.push({ name: text("accumulator"), colour: accumulatorColour, values: hours.map((hour) => hour.accumulatorDischargeMw) });
    }
    layers.push({ name: text("planNetworkWater"), colour: networkColour, values: hours.map((hour) => hour.networkDischargeMw) });
    const pairOf = (...parts: SVGElement[]): HTMLElement => {
      const pair = document.createElement("div");
      pair.className = "pair";
      pair.append(...parts);
      return pair;
    };
    const line = (name: string, unit: string, colour: string, values: number[]): SVGElement =>
      lineChart([{ name, colour, dash: "", values }], name, unit, ticks);
    const stores = [
      ...(hasStore ? [line(text("storeContent"), `MWh, ${text("accumulator")}`, accumulatorColour, hours.map((hour) => hour.accumulatorMwh))] : []),
      line(text("planNetworkContent"), `MWh, ${text("planNetworkWater")}`, networkColour, hours.map((hour) => hour.networkMwh)),
    ];
    const isOpen = hours.some((hour) => hour.plants.length > 0);
    const grid = [
      line(text("released"), `MW, ${text("released")}`, plainColour, hours.map((hour) => hour.releasedMw)),
      ...(isOpen ? [line(text("releasable"), `MW, ${text("releasable")}`, plainColour, hours.map((hour) => hour.releasableMw))] : []),
    ];
    const weather = [
      line(text("planOutdoor"), "°C", plainColour, hours.map((hour) => hour.outdoorDegc)),
      line(text("planSpot"), "NOK/MWh", plainColour, hours.map((hour) => hour.spotNokPerMwh)),
    ];
    const sum = (of: (index: number) => number): number => hours.reduce((total, _, index) => total + of(index), 0);
    const rows: [string, string][] = [
      [text("planGap"), `${number(100 * plan.gapShare, 2)} %${plan.isProven ? "" : ` (${text("planNotProven")})`}`],
      [text("planElectricity"), `${number(sum((i) => hours[i]!.electricityMw))} MWh`],
      [text("planUnserved"), `${number(sum((i) => hours[i]!.unservedMw), 1)} MWh`],
    ];
    if (isOpen) {
      rows.push(
        [text("planCost"), `${number(plan.costNok / 1000)} kNOK`],
        [text("planCheapestFirst"), `${number(plan.cheapestFirstNok / 1000)} kNOK`],
      );
    }
    return [
      stackedArea(layers, text("planTitle"), ticks, { name: text("planForecast"), values: hours.map((hour) => hour.forecastMw) }),
      this.key(layers, hours.map((hour) => hour.forecastMw)),
      figures(rows),
      heading(text("planStores")),
      pairOf(...stores),
      heading(text("planGrid")),
      pairOf(...grid),
      heading(text("planAssumed")),
      pairOf(...weather),
      paragraph(text("planHint"), "quiet"),
    ];
  }

  // What each gives over the horizon; stores by what they give out.
  private key(layers: Layer[], forecast: number[]): HTMLElement {
    const total = (values: number[]): number => values.reduce((sum, value) => sum + Math.max(0, value), 0);
    const rows: Cell[][] = layers.map((layer) => [{ value: layer.name, colour: layer.colour }, number(total(layer.values))]);
    rows.push([`- - ${text("planForecast")}`, number(total(forecast))]);
    return makeTable(["", "MWh"], rows, text("planSums"));
  }
}
