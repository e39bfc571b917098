// The elements that differ most between two runs, of one series at a time.
import type { ElementDifference } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { type Cell, makeTable } from "../table.js";
import { seriesName, shortTime, text } from "../texts.js";
import type { Compared } from "./compare.js";
import { names } from "./names.js";
import { secondsOf } from "./oslo.js";
import { read, shortName } from "./units.js";

const regionId = "ostlandet";

export const placeOf = ({ elementId }: ElementDifference): string =>
  elementId === regionId ? text("compareRegion") : names.of(elementId);

let chosenSeries = "branch_loading_share";

export function drawElements({ found, firstName, secondName }: Compared): HTMLElement {
  const box = document.createElement("div");
  const all = [...new Set(found.elements.map((each) => each.series))].filter((series) => seriesName(series));
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.id = "compare-series";
  select.append(...all.map((series) => new Option(seriesName(series)!, series)));
  if (all.includes(chosenSeries)) select.value = chosenSeries;
  label.append(`${text("compareSeries")} `, select);
  const table = document.createElement("div");
  const draw = (): void => {
    const rows = found.elements.filter((each) => each.series === select.value);
    table.replaceChildren(elementTable(rows, firstName, secondName));
  };
  select.addEventListener("change", () => {
    chosenSeries = select.value;
    draw();
  });
  draw();
  box.append(label, table);
  return box;
}

function elementTable(rows: ElementDifference[], firstName: string, secondName: string): HTMLElement {
  const cells = rows.map((each): Cell[] => {
    const { show, difference } = read(each.series, each.unit);
    return [
      placeOf(each),
      shortTime(secondsOf(each.time)),
      show(each.firstInUnit),
      show(each.secondInUnit),
      difference(each.secondInUnit - each.firstInUnit),
    ];
  });
  return makeTable(
    [text("name"), text("compareWhen"), shortName(firstName), shortName(secondName), text("compareDifference")],
    cells,
    text("compareElementsHint"),
  );
}
