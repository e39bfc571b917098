// One card of the strip: what it is about, the figure that is read from across the room, and those
// behind it. A line without a value is words alone and takes the room it needs.
export interface Figure {
  name: string;
  value: string;
  colour: string;
}

export function figureCard(title: string, headline: string, figures: Figure[], hint = "", isAlarm = false): HTMLElement {
  const card = document.createElement("section");
  card.className = isAlarm ? "control-card alarm" : "control-card";
  const name = document.createElement("h3");
  name.textContent = title;
  const main = document.createElement("p");
  main.className = "headline";
  main.textContent = headline;
  const list = document.createElement("dl");
  for (const figure of figures) list.append(...line(figure));
  card.append(name, main, list);
  if (hint !== "") {
    const words = document.createElement("p");
    words.className = "quiet";
    words.textContent = hint;
    card.append(words);
  }
  return card;
}

function line({ name, value, colour }: Figure): HTMLElement[] {
  const term = document.createElement("dt");
  term.textContent = name;
  term.title = name;
  term.style.borderLeftColor = colour;
  if (value === "") {
    term.className = "words";
    return [term];
  }
  const data = document.createElement("dd");
  data.textContent = value;
  return [term, data];
}
