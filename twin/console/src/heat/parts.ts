// Small pieces of page that panels are made of.
export function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id)! as T;
}

export function paragraph(words: string, className = ""): HTMLElement {
  const made = document.createElement("p");
  made.textContent = words;
  made.className = className;
  return made;
}

export function heading(words: string): HTMLElement {
  const made = document.createElement("h3");
  made.textContent = words;
  return made;
}

export function subheading(words: string): HTMLElement {
  const made = document.createElement("h4");
  made.textContent = words;
  return made;
}

export function list(lines: string[]): HTMLElement {
  const made = document.createElement("ul");
  for (const line of lines) {
    const entry = document.createElement("li");
    entry.textContent = line;
    made.append(entry);
  }
  return made;
}

export function figures(rows: [string, string][]): HTMLElement {
  const made = document.createElement("dl");
  made.className = "figures";
  for (const [name, value] of rows) {
    const term = document.createElement("dt");
    term.textContent = name;
    const data = document.createElement("dd");
    data.textContent = value;
    const pair = document.createElement("div");
    pair.append(term, data);
    made.append(pair);
  }
  return made;
}

export function button(words: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", onClick);
  return made;
}

// A table whose first column names its rows.
export function table(head: string[], rows: string[][]): HTMLTableElement {
  const made = document.createElement("table");
  const header = made.createTHead().insertRow();
  for (const name of head) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    header.append(cell);
  }
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const words of row) line.insertCell().textContent = words;
  }
  return made;
}
