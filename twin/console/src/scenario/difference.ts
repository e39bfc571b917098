// Lines on the map by how much more they are loaded in one run than in another, in the last quarter
// that both have.
import { grid } from "../api.js";
import type { BranchState } from "../gen/ostlandet/twin/v1/grid_pb.js";
import { byId } from "../heat/parts.js";
import type { GridMap } from "../map.js";
import { differenceClasses } from "../loading.js";
import { drawSamples } from "../legend.js";
import { dayTime, text } from "../texts.js";
import type { Compared } from "./compare.js";
import { quarterSeconds, secondsOf, stamp } from "./oslo.js";
import { order } from "./say.js";

const some = 0.02;
const much = 0.1;

export function differenceClass(first: BranchState, second: BranchState): number {
  if (first.isInService !== second.isInService) return 5;
  const difference = second.loadingShare - first.loadingShare;
  if (Math.abs(difference) <= some) return 2;
  if (Math.abs(difference) <= much) return difference > 0 ? 3 : 1;
  return difference > 0 ? 4 : 0;
}

export class DifferenceMap {
  private compared: Compared | undefined;
  private isShown = false;
  private title = "";

  // `onHidden` draws the legend of loading again.
  constructor(
    private readonly map: () => GridMap | undefined,
    private readonly onHidden: () => void,
  ) {
    byId("compare-map").addEventListener("click", () => void this.toggle());
    byId("difference-off").addEventListener("click", () => this.hide());
  }

  get isOn(): boolean {
    return this.isShown;
  }

  // What there is to show; undefined when nothing is compared.
  offer(compared: Compared | undefined): void {
    this.compared = compared;
    byId("compare-map").hidden = compared === undefined;
    this.hide();
  }

  redraw(): void {
    byId("compare-map").textContent = text(this.isShown ? "differenceHide" : "differenceShow");
    byId("difference-note").hidden = !this.isShown;
    if (!this.isShown) return;
    byId("difference-words").textContent = this.title;
    drawSamples(differenceClasses.map((entry) => ({ ...entry, words: text(entry.key) })));
  }

  private hide(): void {
    const was = this.isShown;
    this.isShown = false;
    this.redraw();
    if (!was) return;
    this.map()?.showDifference(undefined);
    this.onHidden();
  }

  private async toggle(): Promise<void> {
    if (this.isShown) return this.hide();
    const compared = this.compared;
    if (!compared) return;
    await order("compare-message", [byId<HTMLButtonElement>("compare-map")], async () => {
      const at = secondsOf(compared.found.to) - quarterSeconds;
      const [first, second] = await Promise.all(
        [compared.firstId, compared.secondId].map((branchId) => grid.getGridState({ branchId, time: stamp(at) })),
      );
      if (this.compared !== compared) return "";
      const before = new Map(first!.grid?.branches.map((branch) => [branch.id, branch]));
      const classes = new Map<string, number>();
      for (const branch of second!.grid?.branches ?? []) {
        const other = before.get(branch.id);
        if (other) classes.set(branch.id, differenceClass(other, branch));
      }
      this.map()?.showDifference(classes);
      this.isShown = true;
      this.title = `${text("differenceOf")} «${compared.secondName}» – ${compared.firstName}, ${dayTime(at)}`;
      this.redraw();
      byId("map-title").scrollIntoView({ block: "start" });
      document.body.dataset["difference"] = String(classes.size);
      return "";
    });
  }
}
