// Redraws part of the page when what it shows has changed, without taking the focus away from who uses
// it by keyboard, or what is being pressed from under the pointer.
export class Redrawn {
  private shown = "";

  constructor(private readonly box: Element) {}

  draw(state: unknown, make: () => (HTMLElement | SVGElement)[]): void {
    const { box } = this;
    const wanted = JSON.stringify(state, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
    if (wanted === this.shown || box.matches(":active")) return;
    this.shown = wanted;
    const held = document.activeElement;
    const key = held && box.contains(held) ? held.getAttribute("data-key") : null;
    box.replaceChildren(...make());
    if (key === null) return;
    for (const each of box.querySelectorAll<HTMLElement | SVGElement>("[data-key]")) {
      if (each.getAttribute("data-key") === key) each.focus({ preventScroll: true });
    }
  }
}
