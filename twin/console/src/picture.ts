// The newest picture of the twin or of a branch of it, put together from a snapshot and deltas.
import type { Balance, StalePart, WeatherSummary } from "./gen/ostlandet/twin/v1/common_pb.js";
import type { BranchState, BusState, Violation } from "./gen/ostlandet/twin/v1/grid_pb.js";
import type { HeatFrame } from "./gen/ostlandet/twin/v1/heat_pb.js";
import {
  type ClockSetting,
  FrameKind,
  type WatchResponse,
} from "./gen/ostlandet/twin/v1/operations_pb.js";
import { quarterSeconds } from "./scenario/oslo.js";

const keptFrames = 96;

export interface HeatPoint {
  unixSeconds: number;
  heat: HeatFrame[];
}

export interface Picture {
  // Whose picture it is; empty: the living twin's.
  scenarioId: string;
  epoch: string;
  sequence: bigint;
  // Start of the newest finished quarter.
  unixSeconds: number;
  // How far the picture has come: its minute, or where its quarter begins or, minutes being shown, ends.
  shownSeconds: number;
  hasMinutes: boolean;
  clock?: ClockSetting;
  notice: string;
  balance?: Balance;
  weather: WeatherSummary[];
  heat: HeatFrame[];
  heatHistory: HeatPoint[];
  branches: Map<string, BranchState>;
  changedBranches: BranchState[];
  buses: Map<string, BusState>;
  violations: Violation[];
  stale: StalePart[];
  seesGrid: boolean;
}

export function emptyPicture(): Picture {
  return {
    scenarioId: "",
    epoch: "",
    sequence: 0n,
    unixSeconds: 0,
    shownSeconds: 0,
    hasMinutes: false,
    notice: "",
    weather: [],
    heat: [],
    heatHistory: [],
    branches: new Map(),
    changedBranches: [],
    buses: new Map(),
    violations: [],
    stale: [],
    seesGrid: false,
  };
}

// Lays one frame of the twin or of a branch over the picture; of another one than before, it begins
// anew.
export function apply(picture: Picture, frame: WatchResponse, scenarioId: string): void {
  if (frame.kind === FrameKind.GOING_AWAY) return;
  if (picture.scenarioId !== scenarioId) Object.assign(picture, emptyPicture(), { scenarioId });
  if (frame.kind === FrameKind.SNAPSHOT) {
    picture.branches.clear();
    picture.buses.clear();
    picture.heatHistory = frame.epoch === picture.epoch ? picture.heatHistory : [];
    picture.notice = frame.dataNotice;
    picture.seesGrid = frame.grid !== undefined;
    picture.hasMinutes = false;
  }
  picture.epoch = frame.epoch;
  picture.sequence = frame.sequence;
  showTime(picture, frame);
  picture.clock = frame.clock ?? picture.clock;
  picture.balance = frame.balance ?? picture.balance;
  if (frame.weather.length > 0) picture.weather = frame.weather;
  picture.stale = frame.stale;
  if (frame.heat.length > 0) {
    picture.heat = frame.heat;
    if (!frame.isMinute) remember(picture, frame.heat);
  }
  picture.changedBranches = frame.grid?.branches ?? [];
  for (const branch of picture.changedBranches) picture.branches.set(branch.id, branch);
  for (const bus of frame.grid?.buses ?? []) picture.buses.set(bus.id, bus);
  if (frame.grid?.violationsChanged) picture.violations = frame.grid.violations;
}

function showTime(picture: Picture, frame: WatchResponse): void {
  const seconds = Number(frame.time?.seconds ?? 0n);
  picture.hasMinutes ||= frame.isMinute;
  picture.shownSeconds = frame.isMinute || !picture.hasMinutes ? seconds : seconds + quarterSeconds;
  if (!frame.isMinute) picture.unixSeconds = seconds;
}

function remember(picture: Picture, heat: HeatFrame[]): void {
  // What was rewound is no history any more.
  const lies = (point: HeatPoint | undefined): number => (point?.unixSeconds ?? -1) - picture.unixSeconds;
  while (lies(picture.heatHistory.at(-1)) > 0) picture.heatHistory.pop();
  if (lies(picture.heatHistory.at(-1)) === 0) return;
  picture.heatHistory.push({ unixSeconds: picture.unixSeconds, heat });
  if (picture.heatHistory.length > keptFrames) picture.heatHistory.shift();
}
