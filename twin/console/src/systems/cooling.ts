// What a district's cold takes of electricity on the hottest day, beside the chosen heat system.
import { heat as service } from "../api.js";
import type { AnswerCoolingResponse, HeatSystem } from "../gen/ostlandet/twin/v1/heat_pb.js";
import { byId, figures, paragraph } from "../heat/parts.js";
import { lineChart } from "../lines.js";
import { stackedArea } from "../svg.js";
import { makeTable } from "../table.js";
import { number, osloTime, text } from "../texts.js";

const freeColour = "#4f9fc4";
const combinedColour = "#2a7f9e";
const compressorColour = "#c9a400";
const aloneColour = "#a8552f";

export class CoolingPanel {
  constructor(private readonly system: () => HeatSystem | undefined) {}

  start(): void {
    byId("cooling-ask").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask();
    });
  }

  clear(): void {
    byId("cooling-answer").replaceChildren();
    byId("cooling-message").textContent = "";
  }

  private async ask(): Promise<void> {
    const system = this.system();
    if (!system) return;
    const message = byId("cooling-message");
    const water = byId<HTMLInputElement>("cooling-water").value;
    message.textContent = text("planWorks");
    try {
      const answer = await service.answerCooling({
        heatSystemId: system.id,
        coolingMw: Number(byId<HTMLInputElement>("cooling-mw").value),
        combinedMw: Number(byId<HTMLInputElement>("cooling-combined").value),
        ...(water === "" ? {} : { waterDegc: Number(water) }),
      });
      message.textContent = "";
      byId("cooling-answer").replaceChildren(...this.parts(answer));
      document.body.dataset["cooling"] = String(answer.hours.length);
    } catch (error) {
      message.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  private parts(answer: AnswerCoolingResponse): (HTMLElement | SVGElement)[] {
    const hours = answer.hours;
    const ticks = [osloTime(Number(hours[0]?.time?.seconds ?? 0n)), osloTime(Number(hours.at(-1)?.time?.seconds ?? 0n))];
    const layers = [
      { name: text("coolingFree"), colour: freeColour, values: hours.map((hour) => hour.freeMw) },
      { name: text("coolingCombined"), colour: combinedColour, values: hours.map((hour) => hour.combinedMw) },
      { name: text("coolingCompressors"), colour: compressorColour, values: hours.map((hour) => hour.compressorMw) },
    ];
    const most = (values: number[]): string => number(Math.max(0, ...values), 1);
    return [
      stackedArea(layers, text("coolingTitle"), ticks, { name: text("coolingNeed"), values: hours.map((hour) => hour.coolingMw) }),
      makeTable(
        ["", text("coolingMost")],
        layers.map((layer) => [{ value: layer.name, colour: layer.colour }, `${most(layer.values)} MW`]),
        text("coolingHint"),
      ),
      lineChart(
        [
          { name: text("coolingElectricity"), colour: combinedColour, dash: "", values: hours.map((hour) => hour.electricityMw) },
          { name: text("coolingAlone"), colour: aloneColour, dash: "4 3", values: hours.map((hour) => hour.allCompressorElectricityMw) },
        ],
        text("coolingElectricity"),
        `MW, ${text("coolingElectricity")}`,
        ticks,
      ),
      figures([
        [text("coolingDay"), `${number(answer.afternoonDegc, 1)} °C`],
        [text("coolingElectricity"), `${number(answer.electricityPeakMw, 2)} MW`],
        [text("coolingAlone"), `${number(answer.allCompressorElectricityPeakMw, 2)} MW`],
      ]),
      paragraph(text("coolingRule"), "quiet"),
    ];
  }
}
