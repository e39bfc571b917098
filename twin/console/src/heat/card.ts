// The card of one place in a heat network: what it has now, and its last day.
import { heat } from "../api.js";
import type {
  GetHeatNodeHistoryResponse,
  HeatNodeSeries,
} from "../gen/ostlandet/twin/v1/heat_network_pb.js";
import { lineChart } from "../lines.js";
import { number, osloTime, text } from "../texts.js";
import { button, byId, figures, heading, paragraph } from "./parts.js";
import { elementName } from "./words.js";

const supplyColour = "#b0301f";
const returnColour = "#2c5aa0";
const quarterSeconds = 900;

function told(value: number | undefined, digits: number, unit: string): string {
  return value !== undefined && Number.isFinite(value) ? `${number(value, digits)} ${unit}` : "–";
}

// The last day, or what there is of it when the twin is younger.
function lived(history: GetHeatNodeHistoryResponse): {
  first: number;
  series: Pick<HeatNodeSeries, "supplyBar" | "returnBar" | "supplyDegc" | "returnDegc">;
} {
  const all = history.exactSeries ?? history.series;
  const values = all?.supplyBar ?? [];
  const first = Math.max(0, values.findIndex((value) => Number.isFinite(value)));
  const cut = (column: number[] | undefined): number[] => (column ?? []).slice(first);
  return {
    first,
    series: {
      supplyBar: cut(all?.supplyBar),
      returnBar: cut(all?.returnBar),
      supplyDegc: cut(all?.supplyDegc),
      returnDegc: cut(all?.returnDegc),
    },
  };
}

function draw(history: GetHeatNodeHistoryResponse, onClose: () => void): void {
  const { first, series } = lived(history);
  const last = series.supplyBar.length - 1;
  const start = Number(history.from?.seconds ?? 0n) + first * quarterSeconds;
  const ticks = [osloTime(start), osloTime(start + last * quarterSeconds)];
  const differential = series.supplyBar.map((value, i) => value - series.returnBar[i]!);
  const rows: [string, string][] = [
    [text("supply"), told(series.supplyDegc[last], 1, "°C")],
    [text("heatReturn"), told(series.returnDegc[last], 1, "°C")],
    [text("heatDifferential"), told(differential[last], 2, "bar")],
    [text("heatPressure"), told(series.supplyBar[last], 1, "bar")],
    [text("heatHeight"), told(history.heightM, 0, "m")],
  ];
  if (history.consumerDesignMw > 0)
    rows.push([text("heatDesign"), told(history.consumerDesignMw, 2, "MW")]);
  const title = document.createElement("div");
  title.className = "card-title";
  title.append(heading(elementName(history.nodeId)), button("×", onClose));
  title.lastElementChild!.setAttribute("aria-label", text("heatClose"));
  const line = (name: string, colour: string, values: number[], dash = "") => ({
    name, colour, values, dash,
  });
  byId("heat-card").replaceChildren(
    title,
    paragraph(history.hasConsumer ? text("heatHasConsumer") : text("heatNoConsumer"), "quiet"),
    figures(rows),
    lineChart(
      [
        line(text("supply"), supplyColour, series.supplyDegc),
        line(text("heatReturn"), returnColour, series.returnDegc, "4 2"),
      ],
      text("heatTemperatures"), "°C", ticks,
    ),
    lineChart(
      [line(text("heatDifferential"), supplyColour, differential)],
      text("heatDifferential"), `bar, ${text("heatDifferential").toLowerCase()}`, ticks,
    ),
  );
  byId("heat-card").hidden = false;
}

export class NodeCard {
  private asked = 0;
  private shown: GetHeatNodeHistoryResponse | undefined;

  constructor(private readonly onClose: () => void) {}

  async show(networkId: string, node: number): Promise<void> {
    const turn = ++this.asked;
    const history = await heat.getHeatNodeHistory({ heatNetworkId: networkId, nodeId: String(node) });
    if (turn !== this.asked) return;  // another place was chosen meanwhile
    this.shown = history;
    this.redraw();
  }

  redraw(): void {
    if (this.shown) draw(this.shown, this.onClose);
  }

  hide(): void {
    ++this.asked;
    this.shown = undefined;
    byId("heat-card").hidden = true;
  }
}
