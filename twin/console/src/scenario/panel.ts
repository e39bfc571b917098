// Scenarios as operators work with them: the timeline, a new branch, orders and changes to one, and how
// it differs. For those with a token: nothing of it is asked for, or shown, without.
import { byId } from "../heat/parts.js";
import type { GridMap } from "../map.js";
import { language } from "../texts.js";
import { drawBanner, wireBanner } from "./banner.js";
import { Changes } from "./changes.js";
import { Compare } from "./compare.js";
import { CreateForm } from "./create.js";
import { Desk } from "./desk.js";
import { DifferenceMap } from "./difference.js";
import { Redrawn } from "./focus.js";
import type { SpanChoice } from "./lanes.js";
import { drawList } from "./list.js";
import { names } from "./names.js";
import { Orders } from "./orders.js";
import { drawTimeline } from "./timeline.js";
import { timelineLegend } from "./timeline_legend.js";

// What the page gives to the panel.
export interface Page {
  map(): GridMap | undefined;
  follow(branchId: string): void;
  followedId(): string;
  shownSeconds(): number;
  drawLegend(): void;
}

export class ScenarioPanel {
  private readonly desk = new Desk(() => this.draw());
  private readonly create = new CreateForm(this.desk);
  private readonly changes = new Changes(this.desk);
  private readonly orders = new Orders(this.desk, (branch) => this.follow(branch.id));
  private readonly difference: DifferenceMap;
  private readonly compare: Compare;
  private readonly span = byId<HTMLSelectElement>("scenario-span");
  private readonly timeline = new Redrawn(byId("scenario-timeline"));
  private readonly table = new Redrawn(byId("scenario-table"));
  private readonly legend = new Redrawn(byId("scenario-legend"));
  private isStarted = false;

  constructor(private readonly page: Page) {
    this.difference = new DifferenceMap(
      () => page.map(),
      () => page.drawLegend(),
    );
    this.compare = new Compare(this.desk, (compared) => this.difference.offer(compared));
    this.span.addEventListener("change", () => this.draw());
    wireBanner(() => this.follow(""));
  }

  start(): void {
    this.isStarted = true;
    byId("scenarios").hidden = byId("to-scenarios").hidden = false;
    new ResizeObserver(() => this.draw()).observe(byId("scenario-timeline"));
    void this.desk.run();
    void names
      .load()
      .then(() => {
        this.changes.offerNames();
        this.compare.redraw();
        document.body.dataset["scenarioNames"] = "ready";
        this.draw();
      })
      .catch((error: unknown) => console.warn("names", error));
  }

  get isDifferenceShown(): boolean {
    return this.difference.isOn;
  }

  // In another language.
  redraw(): void {
    if (!this.isStarted) return;
    this.compare.redraw();
    this.difference.redraw();
    this.draw();
  }

  drawBanner(): void {
    const id = this.page.followedId();
    const name = this.desk.find(id)?.name ?? id;
    drawBanner(id === "" ? undefined : { id, name, unixSeconds: this.page.shownSeconds() });
  }

  private follow(id: string): void {
    this.page.follow(id);
    this.draw();
    if (id !== "") byId("control-strip").scrollIntoView({ block: "start" });
  }

  private draw(): void {
    if (!this.isStarted) return;
    const { desk } = this;
    this.drawBanner();
    this.drawPictures();
    byId("scenario-chosen").hidden = desk.branch === undefined;
    byId("scenario-live").hidden = desk.branch !== undefined;
    this.create.draw();
    this.orders.draw(this.page.followedId());
    this.changes.draw(language());
    this.compare.draw();
    document.body.dataset["scenarios"] = String(desk.branches.length);
  }

  // Timeline and table, when anything of them has changed.
  private drawPictures(): void {
    const { desk } = this;
    if (desk.now === 0) return;
    const choose = (id: string): void => {
      void desk.choose(id).catch((error: unknown) => console.warn("scenarios", error));
    };
    const timeline = {
      branches: desk.branches,
      now: desk.now,
      chosenId: desk.chosenId,
      followedId: this.page.followedId(),
      patches: desk.patches,
      span: this.span.value as SpanChoice,
      width: byId("scenario-timeline").clientWidth,
    };
    this.timeline.draw([language(), timeline], () => [drawTimeline({ ...timeline, onChoose: choose })]);
    this.table.draw([language(), desk.branches, desk.chosenId], () => drawList(desk, choose));
    this.legend.draw(language(), timelineLegend);
  }
}
