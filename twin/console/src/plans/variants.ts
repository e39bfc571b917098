// Answers with different assumptions side by side; a click shows one of them again.
import type { CheckedPlanFile } from "../gen/ostlandet/twin/v1/planning_pb.js";
import { PlanHeatChoice } from "../gen/ostlandet/twin/v1/planning_answer_pb.js";
import { byId, button } from "../heat/parts.js";
import { makeTable, type Cell } from "../table.js";
import { number, text } from "../texts.js";
import { completeIn, mw, peakOf, scroll } from "./answer.js";

const mostKept = 6;

export interface Variant {
  number: number;
  file: CheckedPlanFile;
  csv: string;
}

export class Variants {
  private kept: Variant[] = [];
  private last = 0;

  constructor(private readonly onChoose: (variant: Variant) => void) {}

  clear(): void {
    this.kept = [];
    this.last = 0;
    this.draw();
  }

  add(file: CheckedPlanFile, csv: string): void {
    if (this.kept.at(-1)?.file.recordId === file.recordId) return;
    this.kept.push({ number: ++this.last, file, csv });
    this.kept.splice(0, this.kept.length - mostKept);
    this.draw();
  }

  draw(): void {
    const place = byId("plans-variants");
    if (this.kept.length < 2) return place.replaceChildren();
    const sum = (variant: Variant, choice: PlanHeatChoice): number =>
      variant.file.plans.reduce((all, plan) => all + (peakOf(plan, choice) ?? 0), 0);
    const rows = this.kept.map((variant): Cell[] => [
      button(`${text("plansVariant")} ${variant.number}`, () => this.onChoose(variant)),
      String(Math.max(...variant.file.plans.map(completeIn))),
      number(variant.file.plans.reduce((all, plan) => all + (plan.years.at(-1)?.builtFloorM2 ?? 0), 0)),
      mw(sum(variant, PlanHeatChoice.DIRECT)),
      mw(sum(variant, PlanHeatChoice.GROUND_PUMP)),
      mw(sum(variant, PlanHeatChoice.DISTRICT_HEAT)),
      number(variant.file.plans.reduce((all, plan) => all + (plan.heat?.heatYear?.p50Mwh ?? 0), 0) / 1000, 2),
    ]);
    const head = [
      "", text("plansComplete"), text("plansFloor"), `${text("plansDirect")} MW`, `${text("plansGroundPump")} MW`,
      `${text("plansDistrict")} MW`, text("plansHeatYear"),
    ];
    place.replaceChildren(scroll(makeTable(head, rows, text("plansVariantsHint"))));
  }
}
