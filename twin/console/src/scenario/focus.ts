// Redraws part of the page without taking the focus away from who uses it by keyboard.
export function redrawKeepingFocus(box: Element, draw: () => (HTMLElement | SVGElement)[]): void {
  const held = document.activeElement;
  const key = held && box.contains(held) ? held.getAttribute("data-key") : null;
  box.replaceChildren(...draw());
  if (key === null) return;
  for (const each of box.querySelectorAll<HTMLElement | SVGElement>("[data-key]")) {
    if (each.getAttribute("data-key") === key) each.focus();
  }
}
