// Changes of the chosen branch: those it has, and a form for a new one that is checked before it is
// made.
import { scenario } from "../api.js";
import type { Patch, PatchSchema } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { button, byId, paragraph } from "../heat/parts.js";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { text } from "../texts.js";
import type { Desk } from "./desk.js";
import { type ChoiceKind, names } from "./names.js";
import { fromInput, secondsOf, stamp } from "./oslo.js";
import { problemOf } from "./problem.js";
import { requestId } from "./requests.js";
import { order, say, sayProblem } from "./say.js";
import { patchPeriod, patchWords } from "./words.js";

const message = "scenario-patch-message";

type Change = NonNullable<Exclude<MessageInitShape<typeof PatchSchema>["change"], { case: undefined }>>;
type Kind = "outage" | "temperatureShift" | "demandChange" | "gridOrder" | "plantReduction" | "priceChange";

const input = (id: string): HTMLInputElement => byId<HTMLInputElement>(id);
const figure = (id: string): number => (input(id).value === "" ? NaN : Number(input(id).value));

// The text field of a kind, and what its names are of.
const named: Partial<Record<Kind, [string, ChoiceKind]>> = {
  outage: ["patch-element", "outage"],
  demandChange: ["patch-bus", "bus"],
  gridOrder: ["patch-system", "heatSystem"],
  plantReduction: ["patch-plant", "plant"],
};

function elementOf(kind: Kind): string {
  const [id, choice] = named[kind]!;
  return names.idOf(choice, input(id).value.trim());
}

function changeOf(kind: Kind): Change {
  switch (kind) {
    case "outage":
      return { case: kind, value: { elementId: elementOf(kind) } };
    case "temperatureShift":
      return { case: kind, value: { offsetK: figure("patch-offset") } };
    case "demandChange":
      return { case: kind, value: { busId: elementOf(kind), demandMw: figure("patch-demand") } };
    case "gridOrder":
      return { case: kind, value: { heatSystemId: elementOf(kind), electricityMaxMw: figure("patch-order") } };
    case "plantReduction":
      return { case: kind, value: { heatPlantId: elementOf(kind), availableShare: figure("patch-share") / 100 } };
    case "priceChange":
      return { case: kind, value: { priceRatio: figure("patch-ratio"), offsetNokPerMwh: figure("patch-price") } };
  }
}

export class Changes {
  private readonly kind = byId<HTMLSelectElement>("patch-kind");
  private readonly form = byId<HTMLFormElement>("scenario-patch");
  private shown = "";
  private shownId = "";
  private checked = 0;

  constructor(private readonly desk: Desk) {
    this.kind.addEventListener("change", () => this.showFields());
    this.form.addEventListener("change", () => void this.check());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.apply();
    });
    this.showFields();
  }

  // Fills the lists of names once they are known.
  offerNames(): void {
    for (const kind of ["outage", "bus", "heatSystem", "plant"] as const) {
      byId(`names-${kind}`).replaceChildren(...names.labels(kind).map((label) => new Option(label, label)));
    }
    this.shown = "";
  }

  draw(language: string): void {
    const { patches, chosenId, branch, now } = this.desk;
    if (chosenId !== this.shownId) {
      this.shownId = chosenId;
      say(message, "");
    }
    const at = branch ? secondsOf(branch.next) : now;
    const lines = patches.map((patch) => [patch.id, patchWords(patch), patchPeriod(patch, at)]);
    const shown = JSON.stringify([language, chosenId, lines]);
    if (shown === this.shown) return;
    this.shown = shown;
    const box = byId(branch ? "scenario-patches" : "scenario-live-patches");
    if (patches.length === 0) {
      box.replaceChildren(paragraph(text(branch ? "patchNone" : "patchNoneLive"), "quiet"));
      return;
    }
    const list = document.createElement("ul");
    list.className = "changes";
    list.append(...patches.map((patch) => this.line(patch, at, branch !== undefined)));
    box.replaceChildren(list);
  }

  private line(patch: Patch, at: number, mayEnd: boolean): HTMLElement {
    const line = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = patchWords(patch);
    const period = document.createElement("span");
    period.className = "quiet";
    period.textContent = patchPeriod(patch, at);
    const told = document.createElement("div");
    told.append(words, period);
    line.append(told);
    if (mayEnd) {
      const end = button(text("patchEnd"), () => void this.end(patch, end));
      end.setAttribute("aria-label", `${text("patchEnd")}: ${patchWords(patch)}`);
      line.append(end);
    }
    return line;
  }

  private showFields(): void {
    for (const group of this.form.querySelectorAll<HTMLElement>("[data-patch]")) {
      const isShown = group.dataset["patch"]!.split(" ").includes(this.kind.value);
      group.hidden = !isShown;
      for (const each of group.querySelectorAll("input")) each.disabled = !isShown;
    }
    say(message, "");
  }

  private patch(): MessageInitShape<typeof PatchSchema> {
    const time = (id: string) => {
      const at = fromInput(input(id).value);
      return at === undefined ? undefined : stamp(at);
    };
    return { change: changeOf(this.kind.value as Kind), from: time("patch-from"), to: time("patch-to") };
  }

  private pick(suggestion: string): void {
    const found = named[this.kind.value as Kind];
    if (!found) return;
    input(found[0]).value = suggestion;
    void this.check();
  }

  // Asks the twin whether it would take what stands in the form.
  private async check(): Promise<void> {
    const turn = ++this.checked;
    if (!this.form.checkValidity()) {
      say(message, "");
      return;
    }
    try {
      await scenario.applyPatch({ branchId: this.desk.chosenId, patch: this.patch(), validateOnly: true });
      if (turn === this.checked) say(message, text("patchFits"));
    } catch (error) {
      if (turn === this.checked) sayProblem(message, problemOf(error), (suggestion) => this.pick(suggestion));
    }
  }

  private async apply(): Promise<void> {
    ++this.checked;
    const id = this.desk.chosenId;
    if (id === "") return; // the living twin is not changed from here
    const submit = byId<HTMLButtonElement>("patch-add");
    submit.disabled = true;
    try {
      const { patch } = await scenario.applyPatch({ branchId: id, patch: this.patch(), requestId: requestId() });
      await this.desk.refresh();
      say(message, patch ? `${text("patchMade")} ${patchWords(patch)}.` : "");
    } catch (error) {
      sayProblem(message, problemOf(error), (suggestion) => this.pick(suggestion));
    }
    submit.disabled = false;
  }

  private async end(patch: Patch, pressed: HTMLButtonElement): Promise<void> {
    await order(message, [pressed], async () => {
      await scenario.endPatch({ branchId: this.desk.chosenId, patchId: patch.id, requestId: requestId() });
      await this.desk.refresh();
      return `${text("patchEnded")} ${patchWords(patch)}.`;
    });
  }
}
