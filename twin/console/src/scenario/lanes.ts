// Where everything of the timeline lies: the order of the lanes, the span of time, its ticks.
import type { Branch } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { atOslo, osloAhead, secondsOf } from "./oslo.js";

const hour = 3600;
const day = 86400;

export interface Lane {
  branch: Branch;
  origin: number;
  next: number;
  target: number;
  // Lane of the parent; 0 is the living twin's. Absent: the parent was deleted.
  parent: number | undefined;
}

// Every branch below its parent, brothers by where they leave; the living twin's own lane comes first
// and is none of these.
export function lanesOf(branches: Branch[]): Lane[] {
  const known = new Set(branches.map((branch) => branch.id));
  const lanes: Lane[] = [];
  const add = (parentId: string, parent: number | undefined): void => {
    const children = branches
      .filter((branch) => (known.has(branch.parentId) ? branch.parentId : "") === parentId)
      .sort((a, b) => secondsOf(a.origin) - secondsOf(b.origin) || secondsOf(a.created) - secondsOf(b.created));
    for (const branch of children) {
      const next = secondsOf(branch.next);
      lanes.push({
        branch,
        origin: secondsOf(branch.origin),
        next,
        target: Math.max(next, secondsOf(branch.target)),
        parent: branch.parentId === "" || known.has(branch.parentId) ? parent : undefined,
      });
      add(branch.id, lanes.length);
    }
  };
  add("", 0);
  return lanes;
}

export interface Span {
  from: number;
  to: number;
}

export type SpanChoice = "all" | "now" | "chosen";

export function spanOf(choice: SpanChoice, lanes: Lane[], now: number, chosenId: string): Span {
  const chosen = lanes.find((lane) => lane.branch.id === chosenId);
  if (choice === "chosen" && chosen) {
    const room = Math.max(hour, 0.1 * (chosen.target - chosen.origin));
    return { from: chosen.origin - room, to: chosen.target + room };
  }
  if (choice !== "all") return { from: now - day, to: now + day };
  const from = Math.min(now - 6 * hour, ...lanes.map((lane) => lane.origin - hour));
  const to = Math.max(now + 6 * hour, ...lanes.map((lane) => lane.target + hour));
  return { from, to };
}

export interface Tick {
  at: number;
  isMidnight: boolean;
}

const steps = [1, 2, 3, 6, 12, 24, 48, 96, 168, 336, 672, 1344, 2688, 5376].map((hours) => hours * hour);

// At round hours of Oslo's clock, at most so many of them.
export function ticksOf(span: Span, most: number): { step: number; ticks: Tick[] } {
  const step = steps.find((each) => (span.to - span.from) / each <= most) ?? steps.at(-1)!;
  const ticks: Tick[] = [];
  const firstWall = Math.ceil((span.from + osloAhead(span.from)) / step) * step;
  for (let wall = firstWall; ; wall += step) {
    const at = atOslo(wall);
    if (at > span.to) break;
    if (at >= span.from) ticks.push({ at, isMidnight: wall % day === 0 });
  }
  return { step, ticks };
}
