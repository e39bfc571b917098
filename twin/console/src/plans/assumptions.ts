// What the planner says beside the file, as the CSV the twin reads: one row for the plan, one for each field.
export const columns = [
  "dwellings", "storeys", "bra_m2", "uses", "profile", "power_mw", "first_year", "build_years", "standard",
] as const;
export type Column = (typeof columns)[number];
// Those that a row of the plan as a whole may set.
export const planColumns: readonly Column[] = ["first_year", "build_years", "standard"];

export interface Row {
  planId: string;
  // Empty: of the plan as a whole.
  fieldName: string;
  values: Partial<Record<Column, string>>;
}

// One line of CSV; fields may stand in quotes.
function cells(line: string): string[] {
  const found: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let i = 0; i < line.length; ++i) {
    const letter = line[i]!;
    if (letter === '"' && isQuoted && line[i + 1] === '"') cell += line[++i];
    else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === "," && !isQuoted) {
      found.push(cell);
      cell = "";
    } else cell += letter;
  }
  return [...found, cell].map((each) => each.trim());
}

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

// Columns that are not known here are left to the twin to refuse.
export function readRows(csv: string): Row[] {
  const lines = csv.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const head = cells(lines[0] ?? "");
  return lines.slice(1).map((line) => {
    const row: Row = { planId: "", fieldName: "", values: {} };
    cells(line).forEach((cell, i) => {
      if (head[i] === "plan_id") row.planId = cell;
      else if (head[i] === "field_name") row.fieldName = cell;
      else if (cell !== "") row.values[head[i] as Column] = cell;
    });
    return row;
  });
}

export function writeRows(rows: Row[]): string {
  const used = rows.filter((row) => Object.values(row.values).some((value) => value !== ""));
  const line = (row: Row): string =>
    [row.planId, row.fieldName, ...columns.map((column) => row.values[column] ?? "")].map(quoted).join(",");
  return [["plan_id", "field_name", ...columns].join(","), ...used.map(line)].join("\n") + "\n";
}

// The row of a field, made when there is none.
export function rowOf(rows: Row[], planId: string, fieldName: string): Row {
  const found = rows.find((row) => row.planId === planId && row.fieldName === fieldName);
  if (found) return found;
  const made: Row = { planId, fieldName, values: {} };
  rows.push(made);
  return made;
}
