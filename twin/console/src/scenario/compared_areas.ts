// Two runs county by county, and what they take of the neighbours.
import type { AreaDifference } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { heading } from "../heat/parts.js";
import { type Cell, makeTable } from "../table.js";
import { number, sensibleDigits, signed, text } from "../texts.js";
import type { Compared } from "./compare.js";

export function drawAreas({ found }: Compared): HTMLElement[] {
  const change = (first: number, second: number, digits: number): string =>
    `${number(first, digits)} → ${number(second, digits)}`;
  const injection = (area: AreaDifference): string => {
    const difference = area.secondMwh - area.firstMwh;
    return signed(difference, sensibleDigits(difference));
  };
  const counties = [...found.counties]
    .filter((county) => county.area !== "")
    .sort((a, b) => Math.abs(b.secondMwh - b.firstMwh) - Math.abs(a.secondMwh - a.firstMwh))
    .map((county): Cell[] => [
      county.area,
      change(county.firstMwh, county.secondMwh, 0),
      injection(county),
      change(100 * county.firstHighestLoadingShare, 100 * county.secondHighestLoadingShare, 0),
      county.firstLowestVoltagePu > 0 ? change(county.firstLowestVoltagePu, county.secondLowestVoltagePu, 3) : "–",
    ]);
  const neighbours = found.exchangeAreas.map((area): Cell[] => [
    area.area,
    change(area.firstMwh, area.secondMwh, 0),
    injection(area),
  ]);
  const difference = text("compareDifference");
  return [
    heading(text("compareCounties")),
    makeTable(
      [text("compareCounty"), text("compareInjection"), difference, text("compareLoading"), text("compareVoltage")],
      counties,
      text("compareArrow"),
    ),
    heading(text("compareNeighbours")),
    makeTable([text("compareArea"), text("compareImport"), difference], neighbours, text("compareArrow")),
  ];
}
