// Words in a picture: placed, cut to the room there is, or told by a pointer that rests.
import { element } from "../svg.js";

const pen = document.createElement("canvas").getContext("2d");

// As many letters as there is room for.
export function fit(words: string, font: string, room: number): string {
  if (!pen) return words;
  pen.font = font;
  if (pen.measureText(words).width <= room) return words;
  let kept = words;
  while (kept.length > 1 && pen.measureText(`${kept}…`).width > room) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

export function written(x: number, y: number, words: string, className: string): SVGElement {
  const made = element("text", { x, y, class: className });
  made.textContent = words;
  return made;
}

export function titled(made: SVGElement, words: string): SVGElement {
  const title = element("title", {});
  title.textContent = words;
  made.append(title);
  return made;
}
