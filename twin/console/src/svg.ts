// Small pictures drawn by hand: bars and a stacked area. Every picture has its figures beside it.
const namespace = "http://www.w3.org/2000/svg";

export function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(namespace, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

export interface Layer {
  name: string;
  colour: string;
  values: number[];
}

const width = 460;
const height = 180;
const left = 40;
const bottom = 18;

export interface OverLine {
  name: string;
  values: number[];
}

// Layers on top of each other over equal steps; negative values are left out. `over` is drawn as a
// dashed line in front of them.
export function stackedArea(layers: Layer[], label: string, ticks: string[], over?: OverLine): SVGElement {
  const svg = element("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": label,
    class: "stack",
  });
  // One value alone is drawn as a level.
  for (const layer of layers) if (layer.values.length === 1) layer.values.push(layer.values[0]!);
  if (over?.values.length === 1) over.values.push(over.values[0]!);
  const count = Math.max(2, layers[0]?.values.length ?? 0);
  const sums = new Array<number>(count).fill(0);
  for (const layer of layers) layer.values.forEach((value, i) => (sums[i]! += Math.max(0, value)));
  const top = niceCeiling(Math.max(1, ...sums, ...(over?.values ?? [])));
  const x = (i: number): number => left + ((width - left) * i) / (count - 1);
  const y = (value: number): number => (height - bottom) * (1 - value / top);
  for (const share of [0, 0.5, 1]) {
    const line = y(top * share);
    svg.append(element("line", { x1: left, x2: width, y1: line, y2: line, class: "grid" }));
    const mark = element("text", { x: left - 4, y: Math.max(9, line + 3), class: "mark end" });
    mark.textContent = String(Math.round(top * share));
    svg.append(mark);
  }
  const floor = new Array<number>(count).fill(0);
  for (const layer of layers) {
    const lower = floor.map((value, i) => `${x(i)},${y(value)}`);
    layer.values.forEach((value, i) => (floor[i]! += Math.max(0, value)));
    const upper = floor.map((value, i) => `${x(i)},${y(value)}`);
    const area = element("polygon", {
      points: [...upper, ...lower.reverse()].join(" "),
      fill: layer.colour,
    });
    const title = element("title", {});
    title.textContent = layer.name;
    area.append(title);
    svg.append(area);
  }
  if (over) {
    const line = element("polyline", {
      points: over.values.map((value, i) => `${x(i)},${y(value)}`).join(" "),
      class: "over",
    });
    const title = element("title", {});
    title.textContent = over.name;
    line.append(title);
    svg.append(line);
  }
  ticks.forEach((tick, i) => {
    const mark = element("text", {
      x: left + ((width - left) * i) / Math.max(1, ticks.length - 1),
      y: height - 4,
      class: i === 0 ? "mark" : "mark end",
    });
    mark.textContent = tick;
    svg.append(mark);
  });
  return svg;
}

export interface HeatCell {
  column: number;
  row: number;
  value: number;
  isGood: boolean;
}

const cellWidth = 34;
const cellHeight = 18;

// A grid of figures on colours: green where it is enough, else the redder the less there is.
export function heatMap(
  cells: HeatCell[],
  columns: string[],
  rows: string[],
  label: string,
): SVGElement {
  const svg = element("svg", {
    viewBox: `0 0 ${left + cellWidth * columns.length} ${bottom + cellHeight * rows.length}`,
    role: "img",
    "aria-label": label,
    class: "stack heat-map",
  });
  const most = Math.max(...cells.map((cell) => cell.value), 1e-9);
  const write = (x: number, y: number, words: string, name: string): void => {
    const mark = element("text", { x, y, class: name });
    mark.textContent = words;
    svg.append(mark);
  };
  columns.forEach((name, i) => write(left + cellWidth * (i + 0.5), bottom - 6, name, "mark middle"));
  rows.forEach((name, i) => write(left - 6, bottom + cellHeight * (i + 0.7), name, "mark end"));
  for (const cell of cells) {
    const x = left + cellWidth * cell.column;
    const y = bottom + cellHeight * cell.row;
    const lightness = 60 + 30 * Math.min(1, Math.max(0, cell.value / most));
    const square = element("rect", {
      x,
      y,
      width: cellWidth - 1,
      height: cellHeight - 1,
      fill: cell.isGood ? "#a9dcb4" : `hsl(28 85% ${lightness}%)`,
    });
    svg.append(square);
    const digits = cell.value < 10 ? 1 : 0;
    write(x + cellWidth / 2, y + 0.7 * cellHeight, cell.value.toFixed(digits), "figure-in middle");
  }
  return svg;
}

export function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  for (const step of [1, 2, 2.5, 5, 10]) if (value <= step * power) return step * power;
  return 10 * power;
}
