// What an answer says beyond its firm MW: terms, weather years, measures as bars, the smallest
// changes that would do, and what is not known well.
import type {
  CapacityAnswer,
  ConditionalTerms,
  WeatherYearSpread,
} from "./gen/ostlandet/twin/v1/capacity_pb.js";
import {
  type CapacityCounterfactual,
  CounterfactualKind,
  DoubtedDatum,
  type Measure,
  MeasureKind,
  type MeasureReport,
} from "./gen/ostlandet/twin/v1/capacity_measures_pb.js";
import { type Bar, bars } from "./bars.js";
import { list, paragraph, subheading } from "./heat/parts.js";
import { drawOutlook } from "./outlook.js";
import { number, sensibleDigits, text } from "./texts.js";

const measuresShown = 8;
const namesShown = 3;

const mw = (value: number): string => `${number(value, sensibleDigits(value))} MW`;
const range = (low: number, high: number): string =>
  `${number(low, sensibleDigits(low))}–${number(high, sensibleDigits(high))}`;

function measureName(kind: MeasureKind): string {
  const names: Partial<Record<MeasureKind, string>> = {
    [MeasureKind.DYNAMIC_RATING]: text("measureDynamicRating"),
    [MeasureKind.RECONDUCTOR]: text("measureReconductor"),
    [MeasureKind.PARALLEL_CIRCUIT]: text("measureParallelCircuit"),
    [MeasureKind.SWITCHING]: text("measureSwitching"),
    [MeasureKind.CAPACITOR_BANK]: text("measureCapacitorBank"),
    [MeasureKind.BATTERY]: text("measureBattery"),
    [MeasureKind.DEMAND_RESPONSE]: text("measureDemandResponse"),
    [MeasureKind.SMART_CHARGING]: text("measureSmartCharging"),
    [MeasureKind.HEAT_CONVERSION]: text("measureHeatConversion"),
    [MeasureKind.RETROFIT]: text("measureRetrofit"),
    [MeasureKind.GRID_PROJECT]: text("measureGridProject"),
    [MeasureKind.BOILER_CUT]: text("measureBoilerCut"),
    [MeasureKind.SURPLUS_HEAT]: text("measureSurplusHeat"),
  };
  return names[kind] ?? "–";
}

function shorten(names: string[]): string {
  const shown = names.slice(0, namesShown).join("; ");
  return names.length > namesShown ? `${shown} +${names.length - namesShown}` : shown;
}

function measureWhere(measure: Measure): string {
  if (measure.kind === MeasureKind.GRID_PROJECT) return String(measure.readyYear);
  return shorten(measure.components.map((component) => component.name));
}

function measurePrice(measure: Measure): string {
  if (measure.priceYear === 0) return text("priceUnknown");
  return `${range(measure.costLowMnok, measure.costHighMnok)} MNOK (${measure.priceYear}), ${range(measure.leadLowYears, measure.leadHighYears)} ${text("years")}`;
}

function changeWords(change: CapacityCounterfactual): string {
  const size = number(change.sizeMva, sensibleDigits(change.sizeMva));
  const words: Partial<Record<CounterfactualKind, string>> = {
    [CounterfactualKind.RATINGS]: `${size} MVA ${text("changeRatings")}: ${shorten(
      change.ratings.map(
        (one) => `${one.component?.name ?? ""} +${number(100 * (one.ratingRatio - 1), 1)} %`,
      ),
    )}`,
    [CounterfactualKind.REACTIVE]: `${text("changeReactive")} ${number(change.tanPhiRatio, 2)} (${size} Mvar)`,
    [CounterfactualKind.RELIEF]: `${size} MW ${text("changeRelief")}`,
  };
  return `${words[change.kind] ?? ""} – ${change.isVerified ? text("verified") : text("refuted")}`;
}

// "After measure M in year Y at cost C", and the datum that decides, as the verdict goes on.
export function drawVerdictDetail(answer: CapacityAnswer): Element[] {
  const detail = answer.verdictDetail;
  if (!detail) return [];
  const lines: string[] = [];
  const measure = detail.measure;
  if (measure) {
    const years =
      detail.fromYear === detail.toYear
        ? String(detail.fromYear)
        : `${detail.fromYear}–${detail.toYear}`;
    lines.push(
      `${text("allAfter")} ${measureName(measure.kind)}, ${measureWhere(measure)}: ${years}, ${measurePrice(measure)}`,
    );
  }
  if (detail.holdsFromYear > 0) lines.push(`${text("holdsFrom")} ${detail.holdsFromYear}`);
  const doubt = detail.decidingDoubt;
  if (doubt) {
    const datum =
      doubt.datum === DoubtedDatum.RATING ? text("doubtRating") : text("doubtImpedance");
    lines.push(`${text("decidedBy")} ${datum} ${doubt.component?.name ?? ""}`);
  }
  return [list(lines)];
}

const quiet = (words: string): HTMLElement => paragraph(words, "quiet");

function drawTerms(terms: ConditionalTerms, answer: CapacityAnswer): Element[] {
  const wish = answer.question?.requestedMw ?? 0;
  const steps: Bar[] = terms.curve.map((point) => ({
    name: point.mostH === 0 ? text("firmAlways") : `${number(point.mostH)} ${text("hoursCut")}`,
    value: point.mw,
    isGood: point.mw >= wish,
    figure: `${mw(point.mw)}${point.isAtLeast ? "+" : ""}`,
  }));
  steps.push({
    name: text("trippedOnOutage"),
    value: terms.tripOnOutageMw,
    isGood: terms.tripOnOutageMw >= wish,
    figure: mw(terms.tripOnOutageMw),
  });
  const share = 100 * terms.curtailedShare;
  return [
    subheading(text("termsTitle")),
    bars(steps, wish, text("termsTitle")),
    quiet(
      `${mw(wish)}: ${number(terms.curtailedH, 1)} ${text("hoursAYear")}, ${number(terms.curtailedMwh)} MWh (${number(share, 2)} %), ${text("longest")} ${number(terms.longestH, 1)} h. ${text("termsNoPay")}`,
    ),
  ];
}

function drawYears(spread: WeatherYearSpread, wish: number): Element[] {
  const years = [...spread.years].sort((a, b) => a.firmMw - b.firmMw);
  const chosen: [string, number][] = [
    [text("worstYear"), spread.worstMw],
    ["P10", spread.firm?.p10Mw ?? 0],
    ["P50", spread.firm?.p50Mw ?? 0],
    ["P90", spread.firm?.p90Mw ?? 0],
  ];
  return [
    subheading(`${text("weatherTitle")} (${spread.yearCount})`),
    bars(
      chosen.map(([name, value]) => ({ name, value, isGood: value >= wish, figure: mw(value) })),
      wish,
      text("weatherTitle"),
    ),
    quiet(
      `${text("weatherCut")} ${number(spread.p10CurtailedH)} / ${number(spread.p50CurtailedH)} / ${number(spread.p90CurtailedH)} h. ${text("worstYear")}: ${years[0]?.weatherYear ?? ""}.`,
    ),
  ];
}

function drawReport(report: MeasureReport, wish: number): Element[] {
  const made: Element[] = [subheading(text("measuresTitle"))];
  const shown = report.measures.slice(0, measuresShown);
  if (shown.length === 0) made.push(quiet(text("measuresNone")));
  else {
    made.push(
      bars(
        shown.map((measure) => ({
          name: measureName(measure.kind),
          value: measure.firmMw,
          isGood: measure.holdsRequested,
          figure: `${mw(measure.firmMw)}${measure.holdsRequested ? "+" : ""}`,
        })),
        wish,
        text("measuresTitle"),
      ),
      list(
        shown.map(
          (measure) =>
            `${measureName(measure.kind)}, ${measureWhere(measure)}: +${mw(measure.gainedMw)}, ${measurePrice(measure)}`,
        ),
      ),
    );
  }
  if (report.counterfactuals.length > 0) {
    made.push(subheading(text("changesTitle")), list(report.counterfactuals.map(changeWords)));
  }
  if (report.doubts.length > 0) {
    made.push(
      subheading(text("doubtsTitle")),
      list(
        report.doubts.slice(0, namesShown).map((doubt) => {
          const datum =
            doubt.datum === DoubtedDatum.RATING ? text("doubtRating") : text("doubtImpedance");
          const invented = doubt.isSynthetic ? ` (${text("inventedRow")})` : "";
          return `${range(doubt.lowMw, doubt.highMw)} MW: ${datum} ${doubt.component?.name ?? ""}${invented}, ${number(100 * doubt.lowRatio)}–${number(100 * doubt.highRatio)} %`;
        }),
      ),
    );
  }
  made.push(
    quiet(
      `${text("measuresChecked")} ${number(Number(report.quarterCount))} ${text("of")} ${number(Number(report.shortQuarterCount))} ${text("quartersShort")}.`,
    ),
  );
  return made;
}

export function drawMore(answer: CapacityAnswer): Element[] {
  const wish = answer.question?.requestedMw ?? 0;
  const made: Element[] = [];
  if (answer.conditional) made.push(...drawTerms(answer.conditional, answer));
  if (answer.weatherYears) made.push(...drawYears(answer.weatherYears, wish));
  made.push(...drawOutlook(answer));
  if (answer.measures) made.push(...drawReport(answer.measures, wish));
  const fault = answer.shortCircuit;
  const step = answer.voltageStep;
  const point: string[] = [];
  if (fault) {
    point.push(`${text("faultTitle")} ${number(fault.minimumKa, 1)}–${number(fault.maximumKa, 1)} kA`);
  }
  if (step) {
    const over = step.isWithinLimit
      ? ""
      : ` (${text("stepOver")} ${number(100 * step.planningLimitShare)} %)`;
    point.push(`${text("stepTitle")} ${number(100 * step.largestShare, 1)} %${over}`);
  }
  if (point.length > 0) made.push(quiet(point.join(" · ")));
  return made;
}
