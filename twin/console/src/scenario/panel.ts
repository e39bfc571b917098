// Scenarios as operators work with them: the timeline, a new branch, orders and changes to one, and how
// it differs. For those with a token: nothing of it is asked for, or shown, without.
import { byId } from "../heat/parts.js";
import type { GridMap } from "../map.js";
import { language, text } from "../texts.js";
import { drawBanner, wireBanner } from "./banner.js";
import { Changes } from "./changes.js";
import { Compare } from "./compare.js";
import { CreateForm } from "./create.js";
import { Desk } from "./desk.js";
import { DifferenceMap } from "./difference.js";
import { redrawKeepingFocus } from "./focus.js";
import type { SpanChoice } from "./lanes.js";
import { drawList } from "./list.js";
import { names } from "./names.js";
import { Orders } from "./orders.js";
import { lookOf, statuses, statusWord } from "./status.js";
import { drawTimeline } from "./timeline.js";

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
  private isStarted = false;
  private shown = "";

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
    byId("scenarios").hidden = false;
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
    if (id !== "") byId("map-title").scrollIntoView({ block: "start" });
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
    const state = JSON.stringify([language(), timeline], (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    if (state === this.shown) return;
    this.shown = state;
    redrawKeepingFocus(byId("scenario-timeline"), () => [drawTimeline({ ...timeline, onChoose: choose })]);
    redrawKeepingFocus(byId("scenario-table"), () => drawList(desk, choose));
    byId("scenario-legend").replaceChildren(...legend());
  }
}

function legend(): HTMLElement[] {
  const signs = statuses.map((status) => {
    const { colour, mark } = lookOf(status);
    return item(`<svg viewBox="-8 -8 16 16" width="14" height="14" aria-hidden="true"><path d="${mark}" fill="${colour}"/></svg>`, statusWord(status));
  });
  const line = (dash: string): string =>
    `<svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true"><path d="M0,4H28" stroke="#4a5764" stroke-width="3" stroke-dasharray="${dash}"/></svg>`;
  return [
    ...signs,
    item(line(""), text("timelineDone")),
    item(line("5 4"), text("timelineToDo")),
    item(`<svg viewBox="-5 -9 10 10" width="11" height="11" aria-hidden="true"><path d="M0,0l-4,-8h8z" fill="#6a1b9a"/></svg>`, text("timelineChange")),
  ];
}

function item(picture: string, words: string): HTMLElement {
  const made = document.createElement("li");
  made.innerHTML = picture;
  made.append(` ${words}`);
  return made;
}
