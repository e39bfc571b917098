// The planner's assumptions, area by area, beside what the file says; the CSV below holds the same.
import type { PlanAnswer } from "../gen/ostlandet/twin/v1/planning_answer_pb.js";
import { byId } from "../heat/parts.js";
import { makeTable, type Cell } from "../table.js";
import { number, text } from "../texts.js";
import { type Column, columns, planColumns, readRows, rowOf, writeRows } from "./assumptions.js";
import { areaColours, kindOf } from "./layer.js";

const patterns: Partial<Record<Column, string>> = { uses: "apartment:0.7;office:0.3", profile: "data-centre", standard: "tek17" };

export class Editor {
  private readonly csv = byId<HTMLTextAreaElement>("plans-csv");
  private plans: PlanAnswer[] = [];

  start(): void {
    this.csv.addEventListener("change", () => this.draw());
  }

  get text(): string {
    return this.csv.value;
  }

  set(csv: string): void {
    this.csv.value = csv;
    this.plans = [];
    this.draw();
  }

  show(plans: PlanAnswer[]): void {
    this.plans = plans;
    this.draw();
  }

  draw(): void {
    byId("plans-areas").replaceChildren(...this.plans.map((plan) => this.tableOf(plan)));
  }

  private tableOf(plan: PlanAnswer): HTMLElement {
    const head = [text("plansArea"), text("plansPurpose"), "m²", text("plansFloor"), ...columns.map((column) => columnName(column))];
    const rows: Cell[][] = [[text("plansWhole"), "", "", "", ...this.inputs(plan.planId, "", planColumns)]];
    const seen = new Set<string>();
    for (const area of plan.areas) {
      const isFirst = area.fieldName !== "" && !seen.has(area.fieldName);
      seen.add(area.fieldName);
      rows.push([
        { value: area.fieldName || area.id, colour: areaColours[kindOf(area)] },
        `${area.purposeCode} ${area.purpose}`,
        number(area.areaM2),
        number(area.floorM2),
        // Areas of one name are one thing, and a row needs a name.
        ...(isFirst ? this.inputs(plan.planId, area.fieldName, columns) : columns.map(() => "")),
      ]);
    }
    const box = document.createElement("div");
    box.className = "wide";
    box.append(makeTable(head, rows, text("plansAreasHint")));
    return box;
  }

  private inputs(planId: string, fieldName: string, open: readonly Column[]): Cell[] {
    const row = rowOf(readRows(this.csv.value), planId, fieldName);
    return columns.map((column) => {
      if (!open.includes(column)) return "";
      const input = document.createElement("input");
      input.value = row.values[column] ?? "";
      input.placeholder = patterns[column] ?? "";
      input.maxLength = 200;
      input.dataset["column"] = column;
      input.dataset["field"] = fieldName;
      input.setAttribute("aria-label", `${fieldName || text("plansWhole")}: ${columnName(column)}`);
      input.addEventListener("change", () => this.take(planId, fieldName, column, input.value.trim()));
      return input;
    });
  }

  private take(planId: string, fieldName: string, column: Column, value: string): void {
    const rows = readRows(this.csv.value);
    rowOf(rows, planId, fieldName).values[column] = value;
    this.csv.value = writeRows(rows);
  }
}

function columnName(column: Column): string {
  const names: Record<Column, string> = {
    dwellings: text("plansDwellings"),
    storeys: text("plansStoreys"),
    bra_m2: "BRA m²",
    uses: text("plansUses"),
    profile: text("plansProfile"),
    power_mw: "MW",
    first_year: text("plansFirstYear"),
    build_years: text("plansBuildYears"),
    standard: text("plansStandard"),
  };
  return names[column];
}
