// Heat networks on the page: which one is looked at, its newest state, its colours and its panels.
import { heat } from "../api.js";
import type {
  GetHeatNetworkStateResponse,
  HeatNetwork,
  HeatNetworkColumns,
  HeatNetworkPlan,
  HeatNetworkSummary,
  SolveHeatWhatIfResponse,
} from "../gen/ostlandet/twin/v1/heat_network_pb.js";
import type { GridMap } from "../map.js";
import { number, text } from "../texts.js";
import { NodeCard } from "./card.js";
import { HeatForm } from "./form.js";
import { Front } from "./front.js";
import { HeatLayer } from "./layer.js";
import { byId, figures, list, paragraph } from "./parts.js";
import { missingColour, type Quantity, scaleOf } from "./scales.js";
import { limitWords } from "./words.js";

const shownAlarms = 5;
const leastMilliseconds = 1000;
const leastMissingMw = 0.05;

export class HeatView {
  private networks: HeatNetwork[] = [];
  private network: HeatNetwork | undefined;
  private plan: HeatNetworkPlan | undefined;
  private state: GetHeatNetworkStateResponse | undefined;
  private after: SolveHeatWhatIfResponse | undefined;
  private node: number | undefined;
  private isAsking = false;
  private isDue = false;
  private readonly layer: HeatLayer;
  private readonly front: Front;
  private readonly form: HeatForm;
  private readonly card: NodeCard;

  constructor(private readonly grid: GridMap) {
    this.form = new HeatForm((after) => this.showAfter(after));
    this.card = new NodeCard(() => this.chooseNode(undefined));
    this.front = new Front(grid.map);
    this.layer = new HeatLayer(
      grid.map,
      (node) => this.chooseNode(node),
      (trench) => {
        this.form.chooseTrench(trench);
        this.chooseNode(undefined);
        this.layer.chooseTrench(trench);
      },
    );
    byId("heat-network").addEventListener("change", () => void this.open());
    byId("heat-quantity").addEventListener("change", () => this.redraw());
  }

  // Sees to it that the list is there, also when the twin has no network at all.
  async start(): Promise<void> {
    this.networks = (await heat.listHeatNetworks({})).heatNetworks;
    byId("heat-network-section").hidden = this.networks.length === 0;
    this.fillNetworks();
    document.body.dataset["heat"] = "ready";
  }

  // A new frame is there: at most one question a second, and never two at once.
  refresh(): void {
    if (!this.network) return;
    this.isDue = true;
    if (!this.isAsking) void this.follow();
  }

  redraw(): void {
    this.fillNetworks();
    this.drawPanel();
    this.drawLegend();
    this.form.redraw();
    this.card.redraw();
    const columns = this.columns();
    if (!columns) return;
    this.layer.colour(this.quantity(), columns, this.supplyDegc());
    this.front.move(columns, this.quantity() === "return");
  }

  private quantity = (): Quantity => byId<HTMLSelectElement>("heat-quantity").value as Quantity;

  private supplyDegc(): number {
    const summary = this.after?.after ?? this.state?.summary;
    return summary?.supplyDegc || (this.network?.supplyColdDegc ?? 90);
  }

  private columns(): HeatNetworkColumns | undefined {
    if (this.after) return this.after.exactColumnsAfter ?? this.after.columnsAfter;
    return this.state?.exactColumns ?? this.state?.columns;
  }

  private fillNetworks(): void {
    const options = [["", text("heatChoose")], ...this.networks.map(({ id, name }) => [id, name])];
    const select = byId<HTMLSelectElement>("heat-network");
    const chosen = select.value;
    select.replaceChildren(
      ...options.map(([value, name]) => {
        const option = document.createElement("option");
        option.value = value!;
        option.textContent = name!;
        return option;
      }),
    );
    select.value = chosen;
  }

  private async open(): Promise<void> {
    const id = byId<HTMLSelectElement>("heat-network").value;
    this.network = this.networks.find((network) => network.id === id);
    this.plan = this.state = undefined;
    this.form.networkId = id;
    this.form.clear();
    this.chooseNode(undefined);
    this.layer.hide();
    this.front.show(undefined);
    this.grid.dim(this.network !== undefined);
    byId("heat-now-panel").hidden = this.network === undefined;
    byId("heat-legend").hidden = this.network === undefined;
    delete document.body.dataset["heatState"];
    if (!this.network) return;
    const found = await heat.getHeatNetwork({ heatNetworkId: id });
    if (this.network?.id !== id || !found.plan) return;
    this.plan = found.plan;
    this.layer.show(this.network, found.plan);
    this.front.show(found.plan);
    this.refresh();
  }

  private async follow(): Promise<void> {
    this.isAsking = true;
    while (this.isDue && this.network) {
      this.isDue = false;
      const id = this.network.id;
      try {
        const state = await heat.getHeatNetworkState({ heatNetworkId: id });
        if (this.network?.id === id && this.plan) {
          this.state = state;
          this.redraw();
          document.body.dataset["heatState"] = String(state.time?.seconds ?? 0n);
          if (this.node !== undefined) await this.card.show(id, this.node);
        }
      } catch (error) {
        console.warn("heat network", error);
      }
      await new Promise((resolve) => setTimeout(resolve, leastMilliseconds));
    }
    this.isAsking = false;
  }

  private chooseNode(node: number | undefined): void {
    this.node = node;
    this.layer.choose(node);
    if (node === undefined || !this.network) {
      this.card.hide();
      return;
    }
    this.form.chooseNode(node);
    void this.card.show(this.network.id, node).catch((error: unknown) => console.warn(error));
  }

  private showAfter(after: SolveHeatWhatIfResponse | undefined): void {
    this.after = after?.after ? after : undefined;
    this.redraw();
  }

  private drawPanel(): void {
    const panel = byId("heat-summary");
    const summary = this.state?.summary;
    if (!summary) {
      panel.replaceChildren(paragraph(this.state ? text("heatNoState") : text("asking"), "quiet"));
      return;
    }
    const parts: HTMLElement[] = [
      figures([
        [text("heatTaken"), `${number(summary.consumerHeatMw, 1)} MW`],
        [text("heatLoss"), `${number(summary.lossMw, 1)} MW`],
        [text("heatSupplyReturn"), `${number(summary.supplyDegc)} / ${number(summary.returnDegc)} °C`],
        [text("heatFlow"), `${number(summary.flowKgS)} kg/s`],
        [text("heatSpare"), `${number(summary.liftSpareBar, 1)} bar`],
        [text("heatStored"), storedWords(summary)],
      ]),
    ];
    if (summary.missingMw > leastMissingMw)
      parts.push(paragraph(`${text("heatMissing")} ${number(summary.missingMw, 1)} MW`, "verdict"));
    for (const part of this.state?.stale ?? [])
      if (part.part === "heat network") parts.push(paragraph(text("heatStale"), "verdict"));
    parts.push(
      summary.alarms.length === 0
        ? paragraph(text("heatNoAlarm"))
        : list(summary.alarms.slice(0, shownAlarms).map(limitWords)),
      paragraph(text("heatNotice"), "quiet"),
    );
    panel.replaceChildren(...parts);
  }

  private drawLegend(): void {
    const legend = byId("heat-legend");
    if (!this.network) return;
    const scale = scaleOf(this.quantity(), this.network, this.supplyDegc());
    const bar = document.createElement("li");
    bar.className = "scale";
    const first = scale.stops[0]!;
    const last = scale.stops.at(-1)!;
    const share = (i: number): number => (100 * i) / (scale.stops.length - 1);
    const ramp = document.createElement("span");
    ramp.className = "ramp";
    ramp.style.background = `linear-gradient(90deg, ${scale.stops
      .map(([, colour], i) => `${colour} ${share(i)}%`)
      .join(", ")})`;
    const end = (value: number): string => number(value, scale.digits);
    bar.append(`${end(first[0])} `, ramp, ` ${end(last[0])} ${scale.unit}`);
    const entry = (mark: HTMLElement, words: string): HTMLElement => {
      const line = document.createElement("li");
      line.append(mark, words);
      return line;
    };
    const sample = (style: string): HTMLElement => {
      const mark = document.createElement("span");
      mark.className = "sample";
      mark.style.borderTop = style;
      return mark;
    };
    const dot = (className: string): HTMLElement => {
      const mark = document.createElement("span");
      mark.className = className;
      return mark;
    };
    legend.replaceChildren(
      bar,
      entry(sample(`3px solid ${missingColour}`), text("heatWithout")),
      entry(dot("plant-mark"), text("heatPlant")),
      entry(dot("customer-mark"), text("heatCustomer")),
      paragraphItem(text("heatDots")),
    );
    if (this.after) legend.prepend(paragraphItem(text("heatShowsAfter"), "verdict"));
  }
}

// What the pipes hold, and whether it is going up or down.
function storedWords(summary: HeatNetworkSummary): string {
  const change = number(Math.abs(summary.storedMw), 1);
  return `${number(summary.storedMwh, 1)} MWh (${summary.storedMw < 0 ? "−" : "+"}${change} MW)`;
}

function paragraphItem(words: string, className = "quiet"): HTMLElement {
  const line = document.createElement("li");
  line.textContent = words;
  line.className = className;
  return line;
}
