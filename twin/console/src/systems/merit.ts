// Merit order as steps: one block per plant, as wide as the MW it could give, as high as a MWh costs.
// What it gives is filled; the rest is pale. A line marks what plants make together.
import { element, niceCeiling } from "../svg.js";
import { number } from "../texts.js";

export interface MeritBlock {
  name: string;
  colour: string;
  costNokPerMwh: number;
  mostMw: number;
  heatMw: number;
}

const width = 460;
const height = 190;
const left = 46;
const bottom = 28;
const top = 14;

export function meritChart(blocks: MeritBlock[], plantsMw: number, words: { label: string; across: string; up: string; now: string }): SVGElement {
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words.label, class: "stack" });
  const shown = blocks.filter((block) => block.mostMw > 0.005);
  const total = Math.max(1, shown.reduce((sum, block) => sum + block.mostMw, 0));
  const costs = shown.map((block) => block.costNokPerMwh);
  const most = niceCeiling(Math.max(1, ...costs));
  const least = Math.min(0, ...costs) < 0 ? -niceCeiling(-Math.min(0, ...costs)) : 0;
  const x = (mw: number): number => left + ((width - left - 6) * mw) / total;
  const y = (cost: number): number => top + (height - bottom - top) * (1 - (cost - least) / (most - least));
  const write = (at: number, up: number, what: string, name: string): void => {
    const mark = element("text", { x: at, y: up, class: name });
    mark.textContent = what;
    svg.append(mark);
  };
  for (const cost of new Set([least, 0, most / 2, most])) {
    svg.append(element("line", { x1: left, x2: width, y1: y(cost), y2: y(cost), class: "grid" }));
    write(left - 4, y(cost) + 3, number(cost), "mark end");
  }
  let from = 0;
  for (const block of shown) {
    const high = Math.min(y(0), y(block.costNokPerMwh));
    const tall = Math.max(1.5, Math.abs(y(0) - y(block.costNokPerMwh)));
    const title = element("title", {});
    title.textContent = `${block.name}: ${number(block.costNokPerMwh)} NOK/MWh, ${number(block.heatMw, 1)} / ${number(block.mostMw, 1)} MW`;
    const whole = element("g", {});
    whole.append(title);
    const draw = (wide: number, opacity: number): void => {
      whole.append(element("rect", { x: x(from), y: high, width: wide, height: tall, fill: block.colour, "fill-opacity": opacity, stroke: block.colour, "stroke-width": 0.7 }));
    };
    draw(x(from + block.mostMw) - x(from), 0.22);
    if (block.heatMw > 0) draw(x(from + Math.min(block.heatMw, block.mostMw)) - x(from), 1);
    svg.append(whole);
    from += block.mostMw;
  }
  const now = x(Math.min(Math.max(plantsMw, 0), total));
  svg.append(element("line", { x1: now, x2: now, y1: top, y2: height - bottom, class: "load" }));
  const isRight = now > (left + width) / 2;
  write(now + (isRight ? -4 : 4), top - 4, `${words.now} ${number(plantsMw)} MW`, isRight ? "mark end" : "mark");
  write(left, height - bottom + 11, "0", "mark");
  write(width - 6, height - bottom + 11, `${number(total)} MW`, "mark end");
  write((left + width) / 2, height - 4, words.across, "mark middle");
  write(2, top - 4, words.up, "mark");
  return svg;
}
