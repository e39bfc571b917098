// The living twin and its branches over time. Each is a lane that leaves its parent where it left it:
// drawn through as far as it has come, dashed as far as it is to go.
import { type Branch, type Patch } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { element } from "../svg.js";
import { dayTime, text } from "../texts.js";
import { axis, bottom, gutter, nowLine, right, top } from "./axis.js";
import { type Lane, lanesOf, type Span, type SpanChoice, spanOf } from "./lanes.js";
import { secondsOf } from "./oslo.js";
import { lookOf, standOf, statusWord, trunkColour } from "./status.js";
import { patchWords } from "./words.js";
import { fit, titled, written } from "./written.js";

const laneHeight = 34;
const bend = 7;

export interface Timeline {
  branches: Branch[];
  // What the living twin computes next.
  now: number;
  chosenId: string;
  followedId: string;
  // Of the chosen branch.
  patches: Patch[];
  span: SpanChoice;
  width: number;
  onChoose: (id: string) => void;
}

const widthOf = (timeline: Timeline): number => Math.max(420, timeline.width);

export function drawTimeline(timeline: Timeline): SVGElement {
  const lanes = lanesOf(timeline.branches);
  const span = spanOf(timeline.span, lanes, timeline.now, timeline.chosenId);
  const width = widthOf(timeline);
  const height = top + laneHeight * (lanes.length + 1) + bottom;
  const x = (at: number): number => gutter + ((width - gutter - right) * (at - span.from)) / (span.to - span.from);
  const y = (lane: number): number => top + laneHeight * (lane + 0.5);
  const svg = element("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "group",
    "aria-label": text("timelineLabel"),
    class: "timeline",
  });
  const clip = element("clipPath", { id: "timeline-clip" });
  clip.append(element("rect", { x: gutter - 9, y: 0, width: width - gutter - right + 18, height }));
  svg.append(clip);
  svg.append(...axis(span, x, width, height));
  svg.append(
    ...backgrounds(timeline, lanes, y, width),
    trunk(timeline, x, y, span),
    ...lanes.map((lane, i) => drawLane(timeline, lane, i + 1, x, y, width)),
  );
  svg.append(...nowLine(timeline.now, span, x, height, width));
  wireKeys(svg);
  return svg;
}

// What a pointer meets, and what shows the choice.
function backgrounds(timeline: Timeline, lanes: Lane[], y: (lane: number) => number, width: number): SVGElement[] {
  const chosen = timeline.chosenId === "" ? 0 : lanes.findIndex((lane) => lane.branch.id === timeline.chosenId) + 1;
  if (timeline.chosenId !== "" && chosen === 0) return [];
  return [
    element("rect", { x: 0, y: y(chosen) - laneHeight / 2, width, height: laneHeight, class: "chosen-lane" }),
    element("rect", { x: 0, y: y(chosen) - laneHeight / 2, width: 4, height: laneHeight, class: "chosen-edge" }),
  ];
}

function laneButton(timeline: Timeline, id: string, label: string, middle: number, width: number): SVGElement {
  const group = element("g", {
    role: "button",
    tabindex: 0,
    "aria-pressed": String(timeline.chosenId === id),
    "aria-label": label,
    "data-key": `lane:${id}`,
    class: "lane",
  });
  const above = middle - laneHeight / 2 + 1;
  group.append(element("rect", { x: 1, y: above, width: width - 2, height: laneHeight - 2, class: "reach" }));
  group.addEventListener("click", () => timeline.onChoose(id));
  group.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    timeline.onChoose(id);
  });
  return group;
}

function names(timeline: Timeline, id: string, name: string, below: string, colour: string, middle: number): SVGElement[] {
  const eye = timeline.followedId === id ? "◉ " : "";
  const first = written(12, middle - 2, fit(eye + name, "600 12px system-ui", gutter - 26), "lane-name");
  const second = written(12, middle + 11, fit(below, "10.5px system-ui", gutter - 26), "lane-stand");
  second.setAttribute("fill", colour);
  return [titled(first, name), titled(second, below)];
}

function trunk(timeline: Timeline, x: (at: number) => number, y: (lane: number) => number, span: Span): SVGElement {
  const label = `${text("livingTwin")}, ${dayTime(timeline.now)}`;
  const group = laneButton(timeline, "", label, y(0), widthOf(timeline));
  group.append(
    ...names(timeline, "", text("livingTwin"), dayTime(timeline.now), trunkColour, y(0)),
    element("line", {
      x1: x(Math.min(span.from, timeline.now)),
      x2: x(timeline.now),
      y1: y(0),
      y2: y(0),
      class: "trunk",
      "clip-path": "url(#timeline-clip)",
    }),
  );
  return group;
}

function drawLane(
  timeline: Timeline,
  lane: Lane,
  index: number,
  x: (at: number) => number,
  y: (lane: number) => number,
  width: number,
): SVGElement {
  const { branch } = lane;
  const look = lookOf(branch.status);
  const middle = y(index);
  const label =
    `${branch.name}, ${statusWord(branch.status)}, ${text("branchLeaves")} ${dayTime(lane.origin)}, ` +
    `${text("branchNext")} ${dayTime(lane.next)}`;
  const group = laneButton(timeline, branch.id, label, middle, width);
  group.append(...names(timeline, branch.id, branch.name, standOf(branch), look.colour, middle));
  const inside = element("g", { "clip-path": "url(#timeline-clip)" });
  const begin = x(lane.origin);
  const bent = Math.min(bend, Math.max(0.1, x(Math.max(lane.next, lane.target)) - begin || bend));
  const down =
    lane.parent === undefined
      ? `M${begin},${middle}`
      : `M${begin},${y(lane.parent)}V${middle - bend}q0,${bend} ${bent},${bend}`;
  const from = lane.parent === undefined ? begin : begin + bent;
  inside.append(element("path", { d: `${down}H${Math.max(from, x(lane.next))}`, class: "done", stroke: look.colour }));
  if (lane.parent === undefined) inside.append(element("circle", { cx: begin, cy: middle, r: 3, fill: look.colour }));
  if (lane.target > lane.next) {
    const to = x(lane.target);
    inside.append(
      element("line", { x1: x(lane.next), x2: to, y1: middle, y2: middle, class: "to-do", stroke: look.colour }),
      element("line", { x1: to, x2: to, y1: middle - 5, y2: middle + 5, class: "goal", stroke: look.colour }),
    );
  }
  if (branch.id === timeline.chosenId) {
    for (const patch of timeline.patches) inside.append(patchMark(patch, lane, x, middle));
  }
  const here = Math.max(from, x(lane.next));
  inside.append(
    titled(
      element("path", { d: look.mark, fill: look.colour, class: "here", transform: `translate(${here} ${middle})` }),
      `${text("branchNext")} ${dayTime(lane.next)}`,
    ),
  );
  group.append(inside);
  return group;
}

// A drop above the lane where a change begins.
function patchMark(patch: Patch, lane: Lane, x: (at: number) => number, middle: number): SVGElement {
  const at = Math.max(lane.origin, secondsOf(patch.from));
  return titled(
    element("path", { d: `M${x(at)},${middle - 3}l-4,-8h8z`, class: "change" }),
    `${patchWords(patch)}, ${dayTime(secondsOf(patch.from))}`,
  );
}

// Up and down go from lane to lane.
function wireKeys(svg: SVGElement): void {
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[(event as KeyboardEvent).key];
    if (step === undefined) return;
    const lanes = [...svg.querySelectorAll<SVGElement>(".lane")];
    const at = lanes.findIndex((lane) => lane === document.activeElement);
    const next = lanes[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  });
}
