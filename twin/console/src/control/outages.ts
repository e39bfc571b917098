// What single outages would do now: those that break a limit, and lines on the map by their loading
// after the worst of them.
import { grid } from "../api.js";
import type { GetSecurityResponse, InsecureOutage } from "../gen/ostlandet/twin/v1/grid_pb.js";
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

  draw(): void {
    const security = this.security;
    if (!security) return;
    byId("outages").hidden = false;
    byId("outages-count").textContent =
      `${text("outagesTitle")}: ${security.insecureCount} ${text("outagesOf")} ${security.outageCount}, ` +
      dayTime(Number(security.time?.seconds ?? 0n));
    const lines = security.insecure.slice(0, shownOutages).map(words);
    byId("outages-lines").replaceChildren(list(lines.length > 0 ? lines : [text("outagesNone")]));
    byId("outages-map").textContent = text(this.isOnMap ? "outagesHide" : "outagesShow");
    if (this.isOnMap) this.colour(security);
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
    if (!this.security) return;
    this.isOnMap = true;
    this.draw();
    drawSamples(
      loadingClasses.slice(0, 4).map((entry) => ({ ...entry, words: `${text(entry.key)}, ${text("outagesAfter")}` })),
    );
  }

  private colour(security: GetSecurityResponse): void {
    const classes = new Map(
      security.margins.map((margin) => [
        margin.branchId,
        classOf({ loadingShare: margin.loadingShare, isInService: true }),
      ]),
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
