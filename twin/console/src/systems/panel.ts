// One heat system as its operators look at it: what it makes of what, its store, its merit order,
// what it spares the grid and what is wrong. Draws from the picture alone.
import { heat as service } from "../api.js";
import type { HeatFrame, HeatPlantState, HeatSystem } from "../gen/ostlandet/twin/v1/heat_pb.js";
import { byId, figures, heading, list, paragraph } from "../heat/parts.js";
import { lineChart } from "../lines.js";
import type { Picture } from "../picture.js";
import { type Layer, stackedArea } from "../svg.js";
import { makeTable, type Cell } from "../table.js";
import { clockTime, number, osloTime, sourceName, text } from "../texts.js";
import { accumulatorColour, colourOf } from "./colours.js";
import { CoolingPanel } from "./cooling.js";
import { meritChart } from "./merit.js";
import { PlanPanel } from "./plan.js";
import { SurplusPanel } from "./surplus.js";
import { alarmWords } from "./words.js";

const first = "Oslo";

export class HeatSystemPanel {
  private systems: HeatSystem[] = [];
  private chosen = "";
  private readonly plan = new PlanPanel(() => this.system);
  private readonly cooling = new CoolingPanel(() => this.system);
  private readonly surplus = new SurplusPanel(() => this.system);

  constructor(private readonly picture: Picture) {}

  async start(): Promise<void> {
    let pageToken = "";
    do {
      const page = await service.listHeatSystems({ pageSize: 1000, pageToken });
      this.systems.push(...page.heatSystems);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    const choice = byId<HTMLSelectElement>("heat-system");
    const sorted = [...this.systems].sort((a, b) => a.name.localeCompare(b.name, "nb"));
    choice.replaceChildren(...sorted.map((system) => new Option(system.name, system.id)));
    this.chosen = this.systems.find((system) => system.name === first)?.id ?? sorted[0]?.id ?? "";
    choice.value = this.chosen;
    choice.addEventListener("change", () => {
      this.chosen = choice.value;
      this.plan.clear();
      this.cooling.clear();
      this.draw();
    });
    document.body.dataset["systems"] = String(this.systems.length);
    this.plan.start();
    this.cooling.start();
    await this.surplus.start().catch((error: unknown) => console.warn("surplus heat", error));
    this.draw();
  }

  get all(): HeatSystem[] {
    return this.systems;
  }

  draw(): void {
    const heat = this.frameOf(this.picture.heat);
    if (!heat) return;
    byId("heat-now").replaceChildren(...this.now(heat));
    byId("heat-stack").replaceChildren(...this.stack(), this.key(heat), ...this.store());
    byId("heat-merit").replaceChildren(...this.merit(heat));
    this.surplus.draw();
  }

  private frameOf(frames: HeatFrame[]): HeatFrame | undefined {
    return frames.find((frame) => frame.heatSystemId === this.chosen) ?? (this.chosen === "" ? frames[0] : undefined);
  }

  private get system(): HeatSystem | undefined {
    return this.systems.find((system) => system.id === this.chosen);
  }

  private history(): { unixSeconds: number; heat: HeatFrame }[] {
    return this.picture.heatHistory.flatMap((point) => {
      const heat = this.frameOf(point.heat);
      return heat ? [{ unixSeconds: point.unixSeconds, heat }] : [];
    });
  }

  // Plants are sent only to those who may see them, and with them costs and orders.
  private now(heat: HeatFrame): HTMLElement[] {
    const isOpen = heat.plants.length > 0;
    const rows: [string, string][] = [
      [text("delivered"), `${number(heat.deliveredMw, 1)} MW`],
      [text("unserved"), `${number(heat.unservedMw, 1)} MW`],
      [text("networkLoss"), `${number(heat.networkLossMw, 1)} MW`],
      [text("indoor"), `${number(heat.indoorDegc, 1)} °C`],
      [text("supply"), `${number(heat.supplyDegc)} °C`],
      [text("tank"), this.hasStore() ? `${number(heat.accumulatorMwh)} MWh` : "–"],
      [text("electricityTaken"), `${number(heat.electricityMw, 1)} MW`],
      [text("turbinePower"), `${number(heat.powerMw, 1)} MW`],
      [text("emission"), `${number(heat.emissionKgPerH)} kg/h`],
      [text("released"), `${number(heat.releasedMw, 1)} MW`],
    ];
    if (isOpen) {
      rows.push(
        [text("releasable"), `${number(heat.releasableMw, 1)} MW`],
        [text("marginalCost"), `${number(heat.marginalCostNokPerMwh)} NOK/MWh`],
        [text("heatCost"), `${number(heat.costNokPerH)} NOK/h`],
      );
    }
    const parts = [figures(rows)];
    if (!isOpen) return [...parts, paragraph(text("systemHidden"), "quiet")];
    parts.push(
      heading(text("withheldTitle")),
      figures([
        [text("withheldByPrice"), `${number(heat.withheldByPriceMw, 1)} MW`],
        [text("withheldByOrder"), `${number(heat.withheldByOrderMw, 1)} MW`],
        [text("withheldByReserve"), `${number(heat.withheldByReserveMw, 1)} MW`],
      ]),
      heading(text("systemAlarms")),
      heat.alarms.length === 0
        ? paragraph(text("systemNoAlarm"), "quiet")
        : list(heat.alarms.map((alarm) => alarmWords(alarm, this.system))),
    );
    return parts;
  }

  private ticks(): string[] {
    const points = this.history();
    const begin = points[0]?.unixSeconds ?? 0;
    const end = points.at(-1)?.unixSeconds ?? 0;
    return begin === end ? [osloTime(end)] : [osloTime(begin), osloTime(end)];
  }

  private hasStore(): boolean {
    return (this.system?.accumulatorCapacityMwh ?? 0) > 0;
  }

  // What plants and store give, against what buildings and network take.
  private stack(): (HTMLElement | SVGElement)[] {
    const points = this.history();
    const sources = new Set<number>();
    for (const point of points) for (const each of point.heat.sources) sources.add(each.source);
    const layers: Layer[] = [...sources].sort((a, b) => a - b).map((source) => ({
      name: sourceName(source),
      colour: colourOf(source),
      values: points.map((point) => point.heat.sources.find((each) => each.source === source)?.heatMw ?? 0),
    }));
    if (this.hasStore()) {
      layers.push({
        name: text("accumulator"),
        colour: accumulatorColour,
        values: points.map((point) => point.heat.accumulatorDischargeMw),
      });
    }
    const load = points.map((point) => point.heat.demandMw + point.heat.networkLossMw);
    return [
      heading(text("productionTitle")),
      stackedArea(layers, text("productionTitle"), this.ticks(), { name: text("load"), values: load }),
    ];
  }

  private key(heat: HeatFrame): HTMLElement {
    const rows: Cell[][] = heat.sources.map((source) => [
      { value: sourceName(source.source), colour: colourOf(source.source) },
      `${number(source.heatMw, 1)} MW`,
    ]);
    if (this.hasStore()) {
      rows.push([
        { value: text("accumulator"), colour: accumulatorColour },
        `${number(heat.accumulatorDischargeMw, 1)} MW`,
      ]);
    }
    rows.push([`- - ${text("load")}`, `${number(heat.demandMw + heat.networkLossMw, 1)} MW`]);
    return makeTable(["", "MW"], rows, text("lastDay"));
  }

  private store(): (HTMLElement | SVGElement)[] {
    if (!this.hasStore()) return [paragraph(text("noStore"), "quiet")];
    const points = this.history();
    const ticks = points.length === 0 ? [] : [clockTime(points[0]!.unixSeconds), clockTime(points.at(-1)!.unixSeconds)];
    const line = (name: string, unit: string, values: number[]): SVGElement =>
      lineChart([{ name, colour: accumulatorColour, dash: "", values }], name, unit, ticks);
    const pair = document.createElement("div");
    pair.className = "pair";
    pair.append(
      line(text("storeContent"), `MWh ${text("storeOf")} ${number(this.system?.accumulatorCapacityMwh ?? 0)}`, points.map((point) => point.heat.accumulatorMwh)),
      line(text("accumulator"), text("storePowerUnit"), points.map((point) => point.heat.accumulatorDischargeMw)),
    );
    return [heading(text("tank")), pair];
  }

  private merit(heat: HeatFrame): (HTMLElement | SVGElement)[] {
    if (heat.plants.length === 0) return [];
    const plants = new Map(this.system?.plants.map((plant) => [plant.id, plant]) ?? []);
    const order = heat.plants
      .map((state) => ({
        state,
        name: plants.get(state.id)?.name ?? state.id,
        source: plants.get(state.id)?.source ?? 0,
      }))
      .sort((a, b) => a.state.costNokPerMwh - b.state.costNokPerMwh);
    const plantsMw = heat.plants.reduce((sum, plant) => sum + plant.heatMw, 0);
    const chart = meritChart(
      order.map(({ state, name, source }) => ({
        name,
        colour: colourOf(source),
        costNokPerMwh: state.costNokPerMwh,
        mostMw: state.mostMw,
        heatMw: state.heatMw,
      })),
      plantsMw,
      { label: text("meritTitle"), across: text("meritAcross"), up: "NOK/MWh", now: text("meritNow") },
    );
    const rows = order.map(({ state, name, source }): Cell[] => [
      { value: name, colour: colourOf(source) },
      sourceName(source),
      number(state.costNokPerMwh),
      `${number(state.heatMw, 1)} / ${number(state.mostMw, 1)}`,
      stateWords(state),
      state.fuelLeftH === undefined ? "–" : number(state.fuelLeftH / 24, 1),
    ]);
    return [
      heading(text("meritTitle")),
      chart,
      makeTable(
        [text("name"), text("heatSource"), "NOK/MWh", text("meritMw"), text("plantState"), text("fuelDays")],
        rows,
        text("meritHint"),
      ),
    ];
  }
}

function stateWords(state: HeatPlantState): string {
  if (state.lostShare > 0.999) return text("plantOut");
  if (state.isRunning) return text("plantRuns");
  return state.mostMw > 0 ? text("plantReady") : text("plantStands");
}
