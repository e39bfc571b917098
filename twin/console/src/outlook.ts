// What an answer says around its firm MW: year by year, what stands before, the criteria side by
// side, what others lose, what stands behind the verdict, and how long this takes today.
import type { CapacityAnswer } from "./gen/ostlandet/twin/v1/capacity_pb.js";
import { type CriteriaReport, ServiceCriterion } from "./gen/ostlandet/twin/v1/capacity_criteria_pb.js";
import type { EffectReport } from "./gen/ostlandet/twin/v1/capacity_effects_pb.js";
import type { ProcessStep } from "./gen/ostlandet/twin/v1/capacity_process_pb.js";
import type { ReserveReport } from "./gen/ostlandet/twin/v1/capacity_reserve_pb.js";
import type { YearReport } from "./gen/ostlandet/twin/v1/capacity_years_pb.js";
import { bars } from "./bars.js";
import { list, paragraph, subheading, table } from "./heat/parts.js";
import { number, sensibleDigits, signed, text } from "./texts.js";

const rowsShown = 6;

const mw = (value: number): string => `${number(value, sensibleDigits(value))} MW`;
const quiet = (words: string): HTMLElement => paragraph(words, "quiet");

function drawYearsAhead(report: YearReport, wish: number): Element[] {
  const rows = report.years.filter((year) => year.failure === "");
  const came = rows.flatMap((year) => {
    const names = [...year.gridProjectIds, ...year.largeLoadIds];
    return names.length > 0 ? [`${year.year}: ${names.join(", ")}`] : [];
  });
  const failed = report.years.filter((year) => year.failure !== "");
  return [
    subheading(text("yearsTitle")),
    bars(
      rows.map((year) => ({
        name: `${year.year} (${signed(year.growthMw)} MW)`,
        value: year.firmMw,
        isGood: year.holdsRequested,
        figure: `${mw(year.firmMw)}${year.isAtLeast ? "+" : ""}`,
      })),
      wish,
      text("yearsTitle"),
    ),
    ...(came.length > 0 ? [list(came)] : []),
    ...failed.map((year) => quiet(`${year.year}: ${text("yearsNoAnswer")}`)),
    quiet(text("yearsNote")),
  ];
}

function drawReserve(report: ReserveReport): Element[] {
  const rule = report.rule;
  const limit = rule
    ? `< ${number(rule.belowMw)} MW${rule.belowGwh > 0 ? `, < ${number(rule.belowGwh)} GWh` : ""}`
    : "";
  const kept = report.isHeldForApplicant ? text("reserveForYou") : "";
  const lines = report.loads
    .slice(0, rowsShown)
    .map(
      (load) =>
        `${load.isReserved ? text("reserved") : text("queued")}: ${load.name}, ${mw(load.sizeMw)}${load.fromYear > 0 ? ` (${load.fromYear})` : ""}`,
    );
  return [
    subheading(text("reserveTitle")),
    table(
      [text("reservePhysical"), text("reserveHeld"), text("reserveReserved"), text("reserveUsed"), text("reserveAvailable")],
      [
        [report.physicalMw, -report.heldBackMw, -report.reservedMw, -report.usedMw, report.availableMw].map(
          (value) => number(value, 1),
        ),
      ],
    ),
    ...(report.isOverdrawn ? [paragraph(text("reserveOverdrawn"), "notice")] : []),
    ...(rule ? [quiet(`${text("reserveRule")} ${limit} (${rule.validFrom}). ${kept}`)] : []),
    ...(lines.length > 0 ? [list(lines)] : []),
  ];
}

function drawCriteria(report: CriteriaReport): Element[] {
  const names: Partial<Record<ServiceCriterion, string>> = {
    [ServiceCriterion.N0]: "N-0",
    [ServiceCriterion.N1]: "N-1",
    [ServiceCriterion.N1_WITH_ACTION]: text("criterionAction"),
  };
  return [
    subheading(text("criteriaTitle")),
    table(
      ["", "MW", text("criteriaBinds"), text("criteriaEns"), text("criteriaCost")],
      report.rooms.map((room) => [
        names[room.criterion] ?? "–",
        `${number(room.mostMw, 1)}${room.isAtLeast ? "+" : ""}`,
        room.binding?.component?.name ?? "–",
        number(room.ensMwh, 2),
        room.interruptionNok === undefined ? "–" : number(room.interruptionNok / 1000),
      ]),
    ),
    quiet(`${text("criteriaNote")} (${report.priceYear}, ${report.confidence})`),
  ];
}

function drawEffects(report: EffectReport): Element[] {
  const lines = report.neighbours.slice(0, rowsShown).map((one) => {
    const before = one.isVerified ? one.beforeMw : one.screenedBeforeMw;
    const after = one.isVerified ? one.afterMw : one.screenedAfterMw;
    const how = one.isVerified ? text("verifiedAc") : text("screened");
    return `${one.bus?.name ?? ""}: ${number(before, 1)} → ${number(after, 1)} MW (${how})`;
  });
  const voltage = report.voltages[0];
  const most = voltage
    ? ` ${voltage.bus?.name ?? ""}: ${number(voltage.beforePu, 3)} → ${number(voltage.afterPu, 3)} pu.`
    : "";
  return [
    subheading(text("effectsTitle")),
    lines.length > 0 ? list(lines) : quiet(text("effectsNone")),
    quiet(`${text("effectsLosses")} ${signed(report.lossesMwh)} MWh.${most}`),
  ];
}

function months(step: ProcessStep): string {
  const low = number(step.lowMonths, step.lowMonths % 1 === 0 ? 0 : 1);
  if (step.highMonths <= 0) return `> ${low}`;
  return `${low}–${number(step.highMonths)}`;
}

// For everybody: what an answer in seconds stands beside.
export function drawProcessToday(answer: CapacityAnswer): Element[] {
  if (answer.processToday.length === 0) return [];
  const names: Record<string, string> = {
    guidance: text("stepGuidance"),
    assessment: text("stepAssessment"),
    assessment_simple: text("stepAssessmentSimple"),
    assessment_hard: text("stepAssessmentHard"),
    study: text("stepStudy"),
    order: text("stepOrder"),
    build: text("stepBuild"),
  };
  const words = answer.processToday.map(
    (step) => `${names[step.id] ?? names[step.step] ?? step.step} ${months(step)} ${text("months")}`,
  );
  return [quiet(`${text("processToday")} ${words.join(" · ")}`)];
}

export function drawOutlook(answer: CapacityAnswer): Element[] {
  const wish = answer.question?.requestedMw ?? 0;
  const made: Element[] = [];
  if (answer.criteria) made.push(...drawCriteria(answer.criteria));
  if (answer.reserve) made.push(...drawReserve(answer.reserve));
  if (answer.years) made.push(...drawYearsAhead(answer.years, wish));
  if (answer.effects) made.push(...drawEffects(answer.effects));
  return made;
}
