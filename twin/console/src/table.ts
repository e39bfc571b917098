// Tables with figures; a cell can carry the colour of what it is about, or hold a button.
export type Cell = string | { value: string; colour: string } | HTMLElement;

export function makeTable(head: string[], rows: Cell[][], caption: string): HTMLTableElement {
  const table = document.createElement("table");
  const title = table.createCaption();
  title.textContent = caption;
  title.className = "quiet";
  const header = table.createTHead().insertRow();
  for (const name of head) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    header.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const cell of row) {
      const data = line.insertCell();
      if (typeof cell === "string") {
        data.textContent = cell;
      } else if (cell instanceof HTMLElement) {
        data.append(cell);
      } else {
        data.textContent = cell.value;
        data.style.borderLeft = `6px solid ${cell.colour}`;
      }
    }
  }
  return table;
}
