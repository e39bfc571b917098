// The figures beside the timeline: every branch with where it is and what came of it.
import type { Branch, RunTotals } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { button } from "../heat/parts.js";
import { type Cell, makeTable } from "../table.js";
import { number, sensibleDigits, shortTime, text } from "../texts.js";
import type { Desk } from "./desk.js";
import { lanesOf } from "./lanes.js";
import { statusSign, statusWord } from "./status.js";

const shown = (totals: RunTotals | undefined, words: (totals: RunTotals) => string): string =>
  totals && totals.quarters > 0n ? words(totals) : "–";

const energy = (value: number): string => number(value, sensibleDigits(value));

export function drawList(desk: Desk, onChoose: (id: string) => void): HTMLElement[] {
  const lanes = lanesOf(desk.branches);
  if (lanes.length === 0) {
    const none = document.createElement("p");
    none.className = "quiet";
    none.textContent = text("scenarioNone");
    return [none];
  }
  const rows = lanes.map(({ branch, origin, next }): Cell[] => {
    const { totals } = branch;
    return [
      nameCell(branch, desk.chosenId === branch.id, onChoose),
      branch.owner,
      shortTime(origin),
      shortTime(next),
      statusCell(branch),
      shown(totals, (run) => energy(run.unservedMwh)),
      shown(totals, (run) => energy(run.heatUnservedMwh)),
      shown(totals, (run) => `${number(100 * run.highestLoadingShare)} %`),
      shown(totals, (run) => `${number(run.coldestRoomDegc, 1)} °C`),
      shown(totals, (run) => number(run.heatCostNok / 1000)),
    ];
  });
  const head = [
    text("scenarioName"), text("scenarioOwner"), text("scenarioLeaves"), text("scenarioNext"),
    text("scenarioStatus"), `${text("totalUnserved")}, MWh`, `${text("totalHeatUnserved")}, MWh`,
    text("totalLoading"), text("totalColdest"), text("totalCost"),
  ];
  const box = document.createElement("div");
  box.className = "wide";
  box.append(makeTable(head, rows, text("scenarioListHint")));
  return [box];
}

function statusCell(branch: Branch): HTMLElement {
  const made = document.createElement("span");
  made.append(statusSign(branch.status), ` ${statusWord(branch.status)}`);
  return made;
}

function nameCell(branch: Branch, isChosen: boolean, onChoose: (id: string) => void): HTMLElement {
  const made = button(branch.name, () => onChoose(branch.id));
  made.className = "name";
  made.title = branch.name;
  made.dataset["key"] = `row:${branch.id}`;
  made.setAttribute("aria-pressed", String(isChosen));
  return made;
}
