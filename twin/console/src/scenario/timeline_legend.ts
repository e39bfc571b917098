// What the signs of the timeline mean.
import { element } from "../svg.js";
import { text } from "../texts.js";
import { statuses, statusSign, statusWord } from "./status.js";

const lineColour = "#4a5764";
const changeColour = "#6a1b9a";

function entry(picture: SVGElement, words: string): HTMLElement {
  const made = document.createElement("li");
  made.append(picture, ` ${words}`);
  return made;
}

function drawn(viewBox: string, width: number, attributes: Record<string, string | number>): SVGElement {
  const picture = element("svg", { viewBox, width, height: 14, "aria-hidden": "true" });
  picture.append(element("path", attributes));
  return picture;
}

export function timelineLegend(): HTMLElement[] {
  const line = { d: "M0,7H28", stroke: lineColour, "stroke-width": 3 };
  return [
    ...statuses.map((status) => entry(statusSign(status), statusWord(status))),
    entry(drawn("0 0 28 14", 28, line), text("timelineDone")),
    entry(drawn("0 0 28 14", 28, { ...line, "stroke-dasharray": "5 4" }), text("timelineToDo")),
    entry(drawn("-5 -11 10 14", 10, { d: "M0,0l-4,-8h8z", fill: changeColour }), text("timelineChange")),
  ];
}
