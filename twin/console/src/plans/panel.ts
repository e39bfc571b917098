// Land-use plans: drop a file, see it on the map, change what is assumed, hold alternatives against each other, and
// write a draft statement. Nothing that is dropped is kept by the twin.
import { planning } from "../api.js";
import type { CheckedPlanFile } from "../gen/ostlandet/twin/v1/planning_pb.js";
import { byId, list } from "../heat/parts.js";
import type { GridMap } from "../map.js";
import { number, text } from "../texts.js";
import { drawPlan } from "./answer.js";
import { Editor } from "./editor.js";
import { areaColours, PlanLayer } from "./layer.js";
import { problemLines } from "./problems.js";
import { clearStatement, showStatement } from "./statement.js";
import { Variants } from "./variants.js";
import { stageName } from "./words.js";

const mostBytes = 4 * 1024 * 1024 - 64 * 1024;

interface Dropped {
  name: string;
  content: Uint8Array;
}

export class PlanPanel {
  private file: Dropped | undefined;
  private answer: CheckedPlanFile | undefined;
  private layer: PlanLayer | undefined;
  private readonly editor = new Editor();
  private readonly variants = new Variants((variant) => {
    this.editor.set(variant.csv);
    this.show(variant.file);
  });

  constructor(private readonly map: () => GridMap | undefined) {}

  start(): void {
    this.editor.start();
    const input = byId<HTMLInputElement>("plans-file");
    input.addEventListener("change", () => {
      void this.take([...(input.files ?? [])]);
      input.value = "";
    });
    const zone = byId("plans-drop");
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      void this.take([...(event.dataTransfer?.files ?? [])]);
    });
    byId("plans-terms").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.check();
    });
    byId("plans-statement").addEventListener("click", () => void this.write());
  }

  redraw(): void {
    this.editor.draw();
    this.variants.draw();
    if (this.answer) byId("plans-answer").replaceChildren(...this.answer.plans.flatMap(drawPlan));
    if (this.answer) this.drawKey();
  }

  private drawKey(): void {
    const words = { floor: text("plansKeyFloor"), power: text("plansKeyPower"), unknown: text("plansKeyUnknown"), other: text("plansKeyOther") };
    byId("plans-key").replaceChildren(
      ...(Object.keys(words) as (keyof typeof words)[]).map((kind) => {
        const line = document.createElement("li");
        const sample = document.createElement("span");
        sample.className = "sample";
        sample.style.borderTop = `8px solid ${areaColours[kind]}`;
        line.append(sample, words[kind]);
        return line;
      }),
    );
  }

  // A plan, its assumptions, or both at once.
  private async take(files: File[]): Promise<void> {
    const table = files.find((file) => file.name.toLowerCase().endsWith(".csv"));
    const plan = files.find((file) => file !== table);
    if (plan) {
      if (plan.size > mostBytes) return this.refuse([`${plan.name}: ${number(plan.size / 1048576, 1)} MiB. ${text("plansTooLarge")}`]);
      this.file = { name: plan.name, content: new Uint8Array(await plan.arrayBuffer()) };
      this.variants.clear();
      this.editor.set("");
      byId("plans-name").textContent = plan.name;
    }
    if (table) this.editor.set(await table.text());
    if (this.file) await this.check();
  }

  private message() {
    const year = Number(byId<HTMLInputElement>("plans-start").value);
    const years = Number(byId<HTMLInputElement>("plans-years").value);
    return {
      file: { name: this.file!.name, content: this.file!.content, assumptionsCsv: this.editor.text },
      terms: { startYear: year, buildYears: years },
    };
  }

  private async check(): Promise<void> {
    if (!this.file) return this.refuse([text("plansNoFile")]);
    const csv = this.editor.text;
    this.working(text("plansStageRead"), true);
    clearStatement();
    try {
      for await (const reply of planning.checkPlan(this.message(), { timeoutMs: 120_000 })) {
        if (reply.step.case === "progress") this.working(stageName(reply.step.value.stage), true);
        if (reply.step.case === "answer") {
          this.variants.add(reply.step.value, csv);
          this.show(reply.step.value);
        }
      }
      this.working("", false);
    } catch (error) {
      this.refuse(problemLines(error));
    }
  }

  private async write(): Promise<void> {
    if (!this.file) return;
    this.working(text("plansWrites"), true);
    try {
      const reply = await planning.statement(this.message(), { timeoutMs: 60_000 });
      showStatement(reply.files);
      this.working("", false);
      document.body.dataset["statement"] = String(reply.files.length);
    } catch (error) {
      this.refuse(problemLines(error));
    }
  }

  private show(file: CheckedPlanFile): void {
    this.answer = file;
    byId("plans-problems").replaceChildren();
    byId("plans-work").hidden = false;
    this.drawKey();
    byId("plans-answer").replaceChildren(...file.plans.flatMap(drawPlan));
    this.editor.show(file.plans);
    const map = this.map();
    if (map) {
      this.layer ??= new PlanLayer(map.map);
      this.layer.show(file.plans);
    }
    document.body.dataset["plan"] = file.recordId;
  }

  private working(words: string, isBusy: boolean): void {
    byId("plans-message").textContent = words;
    for (const id of ["plans-check", "plans-statement"]) byId<HTMLButtonElement>(id).disabled = isBusy;
  }

  private refuse(lines: string[]): void {
    this.working("", false);
    byId("plans-work").hidden = this.file === undefined;
    byId("plans-problems").replaceChildren(list(lines));
  }
}
