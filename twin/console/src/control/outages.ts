// What single outages would do now: those that break a limit, and lines on the map by their loading
// after the worst of them. Of the living twin by AC; of a branch what its frames hold, by active
// power alone.
import { grid } from "../api.js";
import type { Asset, BranchState, GetSecurityResponse, InsecureOutage } from "../gen/ostlandet/twin/v1/grid_pb.js";
import { byId, list } from "../heat/parts.js";
import { classOf, loadingClasses } from "../loading.js";
import type { GridMap } from "../map.js";
import { drawSamples } from "../legend.js";
import { dayTime, number, text } from "../texts.js";

const shownOutages = 20;
const waitMilliseconds = 2000;

export class OutagePanel {
  private security: GetSecurityResponse | undefined;
  private isOnMap = false;
  private askedAt = 0;
  private branchStates: Map<string, BranchState> | undefined;
  private branchNames = new Map<string, string>();

  // `onHidden` draws the legend of loading again.
  constructor(
    private readonly map: () => GridMap | undefined,
    private readonly onHidden: () => void,
  ) {
    byId("outages-map").addEventListener("click", () => this.toggle());
  }

  get isShown(): boolean {
    return this.isOnMap;
  }

  // After a quarter; the twin computes them beside it, so that they come a little later.
  async load(): Promise<void> {
    if (Date.now() - this.askedAt < waitMilliseconds) return;
    this.askedAt = Date.now();
    try {
      this.security = await grid.getSecurity({ withAllMargins: true });
    } catch {
      return; // not computed yet: asked again with the next quarter
    }
    this.draw();
    document.body.dataset["outages"] = String(this.security.outageCount);
  }

  // A branch of the twin is followed instead: its newest frame.
  showBranch(states: Map<string, BranchState>, assets: Asset[]): void {
    if (this.branchNames.size !== assets.length) {
      this.branchNames = new Map(assets.map((asset) => [asset.id, asset.name]));
    }
    this.branchStates = states;
    this.draw();
  }

  showLive(): void {
    if (!this.branchStates) return;
    this.branchStates = undefined;
    this.draw();
  }

  draw(): void {
    if (this.branchStates) return this.drawBranch(this.branchStates);
    const security = this.security;
    if (!security) return;
    byId("outages").hidden = false;
    byId("outages-count").textContent =
      `${text("outagesTitle")}: ${security.insecureCount} ${text("outagesOf")} ${security.outageCount}, ` +
      dayTime(Number(security.time?.seconds ?? 0n));
    const lines = security.insecure.slice(0, shownOutages).map(words);
    byId("outages-lines").replaceChildren(list(lines.length > 0 ? lines : [text("outagesNone")]));
    byId("outages-map").textContent = text(this.isOnMap ? "outagesHide" : "outagesShow");
    if (this.isOnMap) this.colour(security.margins.map(({ branchId, loadingShare }) => [branchId, loadingShare]));
  }

  private drawBranch(states: Map<string, BranchState>): void {
    const margins = [...states.values()].filter((state) => state.worstOutageId !== "");
    const over = margins
      .filter((state) => state.outageLoadingShare > 1)
      .sort((a, b) => b.outageLoadingShare - a.outageLoadingShare);
    const name = (id: string): string => this.branchNames.get(id) ?? id;
    byId("outages").hidden = false;
    byId("outages-count").textContent = `${text("outagesTitle")} (${text("outagesScreened")}): ${over.length}`;
    const lines = over
      .slice(0, shownOutages)
      .map(
        (state) =>
          `${text("outagesWithout")} ${name(state.worstOutageId)}: ${name(state.id)} ${number(100 * state.outageLoadingShare)} %`,
      );
    byId("outages-lines").replaceChildren(list(lines.length > 0 ? lines : [text("outagesNone")]));
    byId("outages-map").textContent = text(this.isOnMap ? "outagesHide" : "outagesShow");
    if (this.isOnMap) this.colour(margins.map((state) => [state.id, state.outageLoadingShare]));
  }

  hide(): void {
    if (!this.isOnMap) return;
    this.isOnMap = false;
    this.map()?.showMargins(undefined);
    byId("outages-map").textContent = text("outagesShow");
    this.onHidden();
  }

  private toggle(): void {
    if (this.isOnMap) return this.hide();
    if (!this.security && !this.branchStates) return;
    this.isOnMap = true;
    this.draw();
    drawSamples(
      loadingClasses.slice(0, 4).map((entry) => ({ ...entry, words: `${text(entry.key)}, ${text("outagesAfter")}` })),
    );
  }

  private colour(margins: [string, number][]): void {
    const classes = new Map(
      margins.map(([id, loadingShare]) => [id, classOf({ loadingShare, isInService: true })]),
    );
    this.map()?.showMargins(classes);
  }
}

function words(outage: InsecureOutage): string {
  const parts: string[] = [];
  if (!outage.hasSolution) parts.push(text("outagesNoSolution"));
  if (outage.overloadedId !== "") parts.push(`${outage.overloadedName} ${number(100 * outage.loadingShare)} %`);
  if (outage.busId !== "") parts.push(`${outage.busName} ${number(outage.beyondPu, 3)} pu ${text("outagesBeyond")}`);
  if (outage.lostLoadMw > 0) parts.push(`${number(outage.lostLoadMw)} MW ${text("outagesDark")}`);
  return `${text("outagesWithout")} ${outage.elementName}: ${parts.join("; ")}`;
}
