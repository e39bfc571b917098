// The answer of a comparison: when the two part, then totals, elements, counties and neighbours.
import type { CompareBranchesResponse } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { heading, paragraph } from "../heat/parts.js";
import { dayTime, number, seriesName, text } from "../texts.js";
import { drawAreas } from "./compared_areas.js";
import { drawElements, placeOf } from "./compared_elements.js";
import { drawTotals } from "./compared_totals.js";
import type { Compared } from "./compare.js";
import { secondsOf } from "./oslo.js";
import { read } from "./units.js";

export function drawComparison(compared: Compared): HTMLElement[] {
  const { found } = compared;
  const parts = [
    heading(`«${compared.secondName}» ${text("compareAgainst")} «${compared.firstName}»`),
    paragraph(
      `${dayTime(secondsOf(found.from))} – ${dayTime(secondsOf(found.to))}, ` +
        `${number(Number(found.first?.quarters ?? 0n))} ${text("compareQuarters")}.`,
      "quiet",
    ),
    paragraph(divergence(found), "verdict"),
  ];
  if (found.first && found.second) parts.push(drawTotals(compared, found.first, found.second));
  if (found.elements.length > 0) parts.push(heading(text("compareElements")), drawElements(compared));
  if (found.firstDivergence) parts.push(...drawAreas(compared));
  return parts;
}

// When they part, and by what; a series that only an engineer reads gives way to one that all do.
function divergence({ firstDivergence, firstElement, elements }: CompareBranchesResponse): string {
  if (!firstDivergence || !firstElement) return text("compareSame");
  const at = secondsOf(firstDivergence);
  const words = `${text("compareParts")} ${dayTime(at)}`;
  const named = [firstElement, ...elements].find(
    (each) => secondsOf(each.time) === at && seriesName(each.series) !== undefined,
  );
  if (!named) return `${words}.`;
  const { show } = read(named.series, named.unit);
  return (
    `${words}: ${seriesName(named.series)}, ${placeOf(named)}, ` +
    `${show(named.firstInUnit)} → ${show(named.secondInUnit)}.`
  );
}
