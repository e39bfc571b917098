// The page: one stream, one picture, a few panels.
import { listAssets, operations } from "./api.js";
import { choose, redrawAsk, setStations, wireAsk } from "./ask.js";
import { type Asset, AssetKind } from "./gen/ostlandet/twin/v1/grid_pb.js";
import { ClockMode } from "./gen/ostlandet/twin/v1/operations_pb.js";
import { HeatView } from "./heat/view.js";
import { HeatSystemPanel } from "./systems/panel.js";
import { GridMap, type Selected } from "./map.js";
import * as panels from "./panels.js";
import { apply, emptyPicture } from "./picture.js";
import { switchLanguage, text, translatePage } from "./texts.js";

const retryMilliseconds = 1500;
const frameMilliseconds = 250;

const picture = emptyPicture();
const systemPanel = new HeatSystemPanel(picture);
let branches: Asset[] = [];
let selected: Selected | undefined;
let map: GridMap | undefined;
let heatView: HeatView | undefined;
let isConnected = false;
let redrawIsDue = false;

function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

function redraw(): void {
  redrawIsDue = false;
  panels.drawClock(picture);
  panels.drawBalance(picture);
  systemPanel.draw();
  panels.drawLimits(picture);
  panels.drawBranchTable(picture, branches);
  if (selected) {
    const { name, stationId } = selected;
    const near = branches.filter(
      (branch) => branch.fromStationId === stationId || branch.toStationId === stationId,
    );
    panels.drawCard(picture, name, near);
  }
  byId("connection").textContent = isConnected ? text("live") : text("connecting");
}

// However fast frames come, a person sees at most one redraw per screen frame.
function scheduleRedraw(): void {
  if (redrawIsDue) return;
  redrawIsDue = true;
  requestAnimationFrame(redraw);
}

function redrawAll(): void {
  translatePage();
  byId("attribution").textContent = text("attribution");
  panels.drawLegend(picture.seesGrid);
  redrawAsk();
  heatView?.redraw();
  scheduleRedraw();
}

async function follow(): Promise<void> {
  for (;;) {
    try {
      const frames = operations.watch({
        epoch: picture.epoch,
        sequence: picture.sequence,
        minInterval: { seconds: 0n, nanos: frameMilliseconds * 1_000_000 },
      });
      for await (const frame of frames) {
        const sawGrid = picture.seesGrid;
        apply(picture, frame);
        map?.update(picture.changedBranches);
        heatView?.refresh();
        if (!isConnected || sawGrid !== picture.seesGrid) panels.drawLegend(picture.seesGrid);
        isConnected = true;
        document.body.dataset["live"] = String(picture.sequence);
        scheduleRedraw();
      }
    } catch (error) {
      console.warn("stream ended", error);
    }
    isConnected = false;
    byId("connection").textContent = text("lost");
    await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
  }
}

async function setClock(mode: ClockMode, speedRatio = 0): Promise<void> {
  const reply = await operations.setClock({ mode, speedRatio });
  picture.clock = reply.clock;
  scheduleRedraw();
}

function wireControls(): void {
  byId("pause").addEventListener("click", () => void setClock(ClockMode.PAUSED));
  byId("play").addEventListener("click", () => void setClock(ClockMode.SCALED, 900));
  byId("faster").addEventListener("click", () => {
    const speed = picture.clock?.mode === ClockMode.SCALED ? picture.clock.speedRatio : 900;
    void setClock(ClockMode.SCALED, Math.min(speed * 4, 57600));
  });
  byId("language").addEventListener("click", () => {
    switchLanguage();
    redrawAll();
  });
}

async function start(): Promise<void> {
  translatePage();
  byId("connection").textContent = text("connecting");
  wireControls();
  redrawAll();
  const status = await operations.getStatus({});
  byId("controls").hidden = status.role === "public";
  picture.notice = status.dataNotice;
  void follow();
  wireAsk();
  await systemPanel.start().catch((error: unknown) => console.warn("heat systems", error));
  const stations = await listAssets([AssetKind.STATION]);
  setStations(stations);
  branches = await listAssets([AssetKind.LINE, AssetKind.TRANSFORMER]);
  map = new GridMap(byId("map"), (chosen) => {
    selected = chosen;
    choose(chosen.name);
    scheduleRedraw();
  });
  map.update(picture.branches.values());
  await map.show(stations, branches);
  document.body.dataset["map"] = "ready";
  heatView = new HeatView(map);
  await heatView.start().catch((error: unknown) => console.warn("heat networks", error));
}

start().catch((error: unknown) => {
  console.error(error);
  byId("connection").textContent = text("lost");
  setTimeout(() => location.reload(), 3000);
});
