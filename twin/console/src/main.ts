// The page: one stream, one picture, a few panels.
import { listAssets, operations } from "./api.js";
import { choose, redrawAsk, setStations, wireAsk } from "./ask.js";
import { AlarmLog, loadLog } from "./control/alarms.js";
import { OutagePanel } from "./control/outages.js";
import { drawStrip } from "./control/strip.js";
import { type Asset, AssetKind } from "./gen/ostlandet/twin/v1/grid_pb.js";
import { ClockMode } from "./gen/ostlandet/twin/v1/operations_pb.js";
import { HeatView } from "./heat/view.js";
import { HeatSystemPanel } from "./systems/panel.js";
import { GridMap, type Selected } from "./map.js";
import * as panels from "./panels.js";
import { emptyPicture } from "./picture.js";
import { PlanPanel } from "./plans/panel.js";
import { ScenarioPanel } from "./scenario/panel.js";
import { Stream } from "./stream.js";
import { switchLanguage, text, translatePage } from "./texts.js";

const picture = emptyPicture();
const systemPanel = new HeatSystemPanel(picture);
let branches: Asset[] = [];
let buses: Asset[] = [];
let selected: Selected | undefined;
let map: GridMap | undefined;
let heatView: HeatView | undefined;
let isConnected = false;
let sawGrid = false;
let redrawIsDue = false;

const stream = new Stream(picture, {
  onFrame() {
    map?.update(picture.changedBranches);
    heatView?.refresh();
    if (!isConnected || sawGrid !== picture.seesGrid) drawLegend();
    sawGrid = picture.seesGrid;
    isConnected = true;
    document.body.dataset["live"] = String(picture.sequence);
    document.body.dataset["shown"] = picture.scenarioId;
    lookAround();
    scheduleRedraw();
  },
  onLost() {
    isConnected = false;
    byId("connection").textContent = text("lost");
  },
  onGone: () => scheduleRedraw(),
});

const scenarioPanel = new ScenarioPanel({
  map: () => map,
  follow: (branchId) => stream.turnTo(branchId),
  followedId,
  shownSeconds: () => (picture.scenarioId === "" ? 0 : picture.unixSeconds),
  drawLegend,
});

const planPanel = new PlanPanel(() => map);
const alarmLog = new AlarmLog();
const outages = new OutagePanel(() => map, drawLegend);
let isOperator = false;
let isLookingAround = false;

// What is computed beside the frames: alarms and outages, of the living twin only.
function lookAround(): void {
  if (!isOperator || isLookingAround) return;
  if (followedId() !== "") return outages.showBranch(picture.branches, branches);
  outages.showLive();
  isLookingAround = true;
  void Promise.all([loadLog(alarmLog), outages.load()]).finally(() => (isLookingAround = false));
}

function byId(id: string): HTMLElement {
  return document.getElementById(id)!;
}

function redraw(): void {
  redrawIsDue = false;
  panels.drawClock(picture);
  panels.drawBalance(picture);
  systemPanel.draw();
  panels.drawLimits(picture);
  drawStrip(picture, { branches, buses, systems: systemPanel.all });
  scenarioPanel.drawBanner();
  panels.drawBranchTable(picture, branches);
  if (selected) {
    const { name, stationId } = selected;
    const near = branches.filter(
      (branch) => branch.fromStationId === stationId || branch.toStationId === stationId,
    );
    panels.drawCard(picture, name, near);
  }
  const connected = text(followedId() === "" ? "live" : "scenarioOne");
  byId("connection").textContent = isConnected ? connected : text("connecting");
}

// Until the living twin's own picture is there again, what is shown is still the branch's.
function followedId(): string {
  return stream.scenarioId || picture.scenarioId;
}

function drawLegend(): void {
  if (!scenarioPanel.isDifferenceShown && !outages.isShown) panels.drawLegend(picture.seesGrid);
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
  drawLegend();
  redrawAsk();
  heatView?.redraw();
  scenarioPanel.redraw();
  planPanel.redraw();
  if (isOperator) {
    alarmLog.draw();
    outages.draw();
  }
  scheduleRedraw();
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
  // A planner, or who is limited to a part of the region, is shown what the public is: by what is withheld, not by name.
  const isPublic = (status.redaction?.withheldPaths.length ?? 0) > 0;
  isOperator = !isPublic;
  byId("controls").hidden = isPublic;
  picture.notice = status.dataNotice;
  void stream.run();
  wireAsk();
  planPanel.start();
  if (!isPublic) scenarioPanel.start();
  await systemPanel.start().catch((error: unknown) => console.warn("heat systems", error));
  const stations = await listAssets([AssetKind.STATION]);
  setStations(stations);
  branches = await listAssets([AssetKind.LINE, AssetKind.TRANSFORMER]);
  if (!isPublic) buses = await listAssets([AssetKind.BUS]);
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
