// Named bars beside each other with their figures, and a line where the wish stands.
import { element, niceCeiling } from "./svg.js";

export interface Bar {
  name: string;
  value: number;
  isGood: boolean;
  figure: string;
}

const width = 460;
const nameWidth = 200;
const figureWidth = 62;
const rowHeight = 20;

export function bars(all: Bar[], wish: number, label: string): SVGElement {
  const height = rowHeight * all.length + 6;
  const svg = element("svg", {
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": label,
    class: "stack bars",
  });
  const top = niceCeiling(Math.max(wish, ...all.map((bar) => bar.value), 0.1));
  const x = (value: number): number =>
    nameWidth + ((width - nameWidth - figureWidth) * Math.max(0, value)) / top;
  all.forEach((bar, i) => {
    const y = rowHeight * i + 3;
    const name = element("text", { x: nameWidth - 6, y: y + 13, class: "mark end" });
    name.textContent = bar.name;
    const body = element("rect", {
      x: nameWidth,
      y: y + 2,
      width: Math.max(1, x(bar.value) - nameWidth),
      height: rowHeight - 6,
      fill: bar.isGood ? "#5aa86b" : "#e0a458",
    });
    const figure = element("text", { x: x(bar.value) + 5, y: y + 13, class: "mark" });
    figure.textContent = bar.figure;
    svg.append(name, body, figure);
  });
  svg.append(element("line", { x1: x(wish), x2: x(wish), y1: 0, y2: height, class: "over" }));
  return svg;
}
