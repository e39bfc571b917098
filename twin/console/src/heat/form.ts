// The form of a heat network: a place and MW, a trench to close, hotter or colder supply.
import { ConnectError } from "@connectrpc/connect";

import { heat } from "../api.js";
import {
  type AnswerHeatConnectionResponse,
  HeatMoment,
  type SolveHeatWhatIfResponse,
} from "../gen/ostlandet/twin/v1/heat_network_pb.js";
import { text } from "../texts.js";
import { drawConnection, drawWhatIf } from "./answers.js";
import { button, byId } from "./parts.js";

type Answer =
  | { kind: "connection"; answer: AnswerHeatConnectionResponse; requestedMw: number }
  | { kind: "whatIf"; answer: SolveHeatWhatIfResponse };

export class HeatForm {
  networkId = "";
  private shown: Answer | undefined;
  private turn = 0;

  // `onAfter` gets what the network would be, and undefined when that is no longer looked at.
  constructor(private readonly onAfter: (answer: SolveHeatWhatIfResponse | undefined) => void) {
    byId("heat-ask").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run(() => this.connect());
    });
    byId("heat-what-if").addEventListener("click", () => void this.run(() => this.whatIf()));
  }

  chooseNode(node: number): void {
    byId<HTMLInputElement>("heat-node").value = String(node);
  }
  chooseTrench(trench: number): void {
    byId<HTMLInputElement>("heat-closed").value = `t${trench}`;
  }

  clear(): void {
    ++this.turn;
    this.shown = undefined;
    this.say("");
    for (const id of ["heat-node", "heat-closed", "heat-from", "heat-to"]) byId<HTMLInputElement>(id).value = "";
    byId<HTMLInputElement>("heat-offset").value = "0";
    this.redraw();
    this.onAfter(undefined);
  }

  redraw(): void {
    const box = byId("heat-answer");
    box.hidden = this.shown === undefined;
    if (!this.shown) return;
    const parts =
      this.shown.kind === "connection"
        ? drawConnection(this.shown.answer, this.shown.requestedMw)
        : [...drawWhatIf(this.shown.answer), button(text("heatBack"), () => this.back())];
    box.replaceChildren(...parts);
  }

  private back(): void {
    this.shown = undefined;
    this.redraw();
    this.onAfter(undefined);
  }

  private say(words: string): void {
    byId("heat-message").textContent = words;
  }

  private async run(ask: () => Promise<Answer | undefined>): Promise<void> {
    const turn = ++this.turn;
    this.say(text("asking"));
    try {
      const found = await ask();
      if (turn !== this.turn) return;
      this.say(found ? "" : text("heatNothingAsked"));
      this.shown = found ?? this.shown;
      this.redraw();
      this.onAfter(found?.kind === "whatIf" ? found.answer : undefined);
    } catch (error) {
      if (turn === this.turn) this.say(`${text("askInvalid")} (${ConnectError.from(error).rawMessage})`);
    }
  }

  private node = (): string => byId<HTMLInputElement>("heat-node").value.trim();
  private megawatts = (): number => Number(byId<HTMLInputElement>("heat-mw").value);
  private moment = (): HeatMoment =>
    byId<HTMLSelectElement>("heat-moment").value === "coldest"
      ? HeatMoment.COLDEST_DAY
      : HeatMoment.UNSPECIFIED;

  private newTrenches(): { fromNodeId: string; toNodeId: string; nominalDiameter: number }[] {
    const [fromNodeId, toNodeId] = ["heat-from", "heat-to"].map((id) =>
      byId<HTMLInputElement>(id).value.trim(),
    );
    if (!fromNodeId || !toNodeId) return [];
    return [{ fromNodeId, toNodeId, nominalDiameter: Number(byId<HTMLInputElement>("heat-dn").value) }];
  }

  private async connect(): Promise<Answer | undefined> {
    if (this.node() === "") return undefined;
    const requestedMw = this.megawatts();
    const answer = await heat.answerHeatConnection({
      heatNetworkId: this.networkId, nodeId: this.node(), requestedMw, moment: this.moment(),
    });
    return { kind: "connection", answer, requestedMw };
  }

  private async whatIf(): Promise<Answer | undefined> {
    const closed = byId<HTMLInputElement>("heat-closed").value.split(/[\s,]+/).filter(Boolean);
    const supplyOffsetK = Number(byId<HTMLInputElement>("heat-offset").value);
    const newConsumers =
      this.node() === "" ? [] : [{ nodeId: this.node(), heatMw: this.megawatts() }];
    const newTrenches = this.newTrenches();
    const isNothing = newConsumers.length + newTrenches.length + closed.length === 0;
    if (isNothing && supplyOffsetK === 0) return undefined;
    const answer = await heat.solveHeatWhatIf({
      heatNetworkId: this.networkId, moment: this.moment(), newConsumers,
      newTrenches, closedTrenchIds: closed, supplyOffsetK,
    });
    return { kind: "whatIf", answer };
  }
}
