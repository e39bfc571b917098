// Surplus heat near the chosen system: what it has now, how much of it is taken, and what the
// network would get of the rest.
import { heat as service } from "../api.js";
import type { HeatSystem, SurplusSource } from "../gen/ostlandet/twin/v1/heat_pb.js";
import { byId, paragraph } from "../heat/parts.js";
import { makeTable } from "../table.js";
import { number, text } from "../texts.js";

const hotColour = "#b5482f";
const liftedColour = "#c9a400";
const nothingColour = "#9a9a9a";

export class SurplusPanel {
  private sources: SurplusSource[] = [];

  constructor(private readonly system: () => HeatSystem | undefined) {}

  async start(): Promise<void> {
    let pageToken = "";
    do {
      const page = await service.listSurplusSources({ pageSize: 1000, pageToken });
      this.sources.push(...page.sources);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
    document.body.dataset["surplus"] = String(this.sources.length);
  }

  draw(): void {
    const id = this.system()?.id;
    const near = this.sources
      .filter((source) => source.heatSystemId === id)
      .sort((a, b) => (b.lift?.networkHeatMaxMw ?? 0) - (a.lift?.networkHeatMaxMw ?? 0));
    byId("heat-surplus").replaceChildren(
      ...(near.length === 0
        ? [paragraph(text("surplusNone"), "quiet")]
        : [
            makeTable(
              [text("surplusSource"), "°C", text("surplusHas"), text("surplusTaken"), text("surplusGets"), text("surplusDraws"), "km"],
              near.map(row),
              text("surplusHint"),
            ),
          ]),
    );
  }
}

function row(source: SurplusSource) {
  const lift = source.lift;
  const colour = !lift ? nothingColour : lift.needsHeatPump ? liftedColour : hotColour;
  const name = source.isOperating ? source.name : `${source.name} (${text("surplusPlanned")})`;
  return [
    { value: name, colour },
    number(source.sourceDegc),
    `${number(source.heatMaxMw, 1)} MW`,
    `${number(100 * source.takenShare)} %`,
    lift ? `${number(lift.networkHeatMaxMw, 1)} MW` : "–",
    lift?.needsHeatPump ? `${number(lift.electricityMaxMw, 1)} MW` : "–",
    number(source.networkKm, 1),
  ];
}
