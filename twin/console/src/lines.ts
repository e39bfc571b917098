// A picture of values over equal steps, as lines. Values that are missing leave a gap.
import { element, niceCeiling } from "./svg.js";

export interface Line {
  name: string;
  colour: string;
  dash: string;
  values: number[];
}

const width = 300;
const height = 110;
const left = 34;
const bottom = 16;
const top = 6;

// The range of all values, widened to whole steps of a round size.
function rangeOf(lines: Line[]): [number, number] {
  const values = lines.flatMap((line) => line.values.filter((value) => Number.isFinite(value)));
  if (values.length === 0) return [0, 1];
  const least = Math.min(...values);
  const most = Math.max(...values);
  const step = niceCeiling(Math.max((most - least) / 4, 0.05));
  return [Math.floor(least / step) * step, Math.max(Math.ceil(most / step), Math.floor(least / step) + 1) * step];
}

function pathOf(values: number[], x: (i: number) => number, y: (value: number) => number): string {
  let path = "";
  let isDown = false;
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      isDown = false;
      return;
    }
    path += `${isDown ? "L" : "M"}${x(i).toFixed(1)},${y(value).toFixed(1)}`;
    isDown = true;
  });
  return path;
}

export function lineChart(lines: Line[], label: string, unit: string, ticks: string[]): SVGElement {
  const svg = element("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": label,
    class: "stack",
  });
  const [least, most] = rangeOf(lines);
  const count = Math.max(2, lines[0]?.values.length ?? 0);
  const x = (i: number): number => left + ((width - left - 4) * i) / (count - 1);
  const y = (value: number): number =>
    top + (height - bottom - top) * (1 - (value - least) / (most - least));
  for (const share of [0, 0.5, 1]) {
    const value = least + (most - least) * share;
    svg.append(element("line", { x1: left, x2: width, y1: y(value), y2: y(value), class: "grid" }));
    const mark = element("text", { x: left - 4, y: y(value) + 3, class: "mark end" });
    mark.textContent = value.toFixed(most - least < 4 ? 1 : 0);
    svg.append(mark);
  }
  const name = element("text", { x: left + 3, y: top + 8, class: "mark" });
  name.textContent = unit;
  svg.append(name);
  for (const line of lines) {
    const path = element("path", {
      d: pathOf(line.values, x, y),
      fill: "none",
      stroke: line.colour,
      "stroke-width": 1.8,
      "stroke-dasharray": line.dash,
    });
    const title = element("title", {});
    title.textContent = line.name;
    path.append(title);
    svg.append(path);
  }
  ticks.forEach((tick, i) => {
    const mark = element("text", {
      x: i === 0 ? left : width - 2,
      y: height - 3,
      class: i === 0 ? "mark" : "mark end",
    });
    mark.textContent = tick;
    svg.append(mark);
  });
  return svg;
}
