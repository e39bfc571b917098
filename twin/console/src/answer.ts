// One answer, drawn: the verdict in plain words, what binds, a map of months and hours.
import {
  type CapacityAnswer,
  CapacityBucket,
  ConnectionKind,
  ReasonClass,
  Verdict,
} from "./gen/ostlandet/twin/v1/capacity_pb.js";
import { type CapacityLimit, CapacityLimitKind } from "./gen/ostlandet/twin/v1/capacity_limit_pb.js";
import type { ModelKey } from "./gen/ostlandet/twin/v1/common_pb.js";
import { list, paragraph, subheading } from "./heat/parts.js";
import { drawCandidates, drawComponents, drawStandings } from "./components.js";
import { drawMore, drawVerdictDetail } from "./measures.js";
import { drawProcessToday } from "./outlook.js";
import { heatMap } from "./svg.js";
import { monthName, number, osloTime, text } from "./texts.js";

const limitsShown = 5;

function verdictWords(verdict: Verdict): string {
  const words: Partial<Record<Verdict, string>> = {
    [Verdict.NOW]: text("verdictNow"),
    [Verdict.NOW_WITH_CONDITIONS]: text("verdictConditions"),
    [Verdict.AFTER_MEASURE]: text("verdictMeasure"),
  };
  return words[verdict] ?? text("verdictUnknown");
}

function bucketWords(bucket: CapacityBucket): string {
  const words: Partial<Record<CapacityBucket, string>> = {
    [CapacityBucket.CAPACITY_BUCKET_0_MW]: "0 MW",
    [CapacityBucket.CAPACITY_BUCKET_BELOW_1_MW]: "< 1 MW",
    [CapacityBucket.CAPACITY_BUCKET_1_TO_5_MW]: "1–5 MW",
    [CapacityBucket.CAPACITY_BUCKET_5_TO_10_MW]: "5–10 MW",
    [CapacityBucket.CAPACITY_BUCKET_10_TO_20_MW]: "10–20 MW",
    [CapacityBucket.CAPACITY_BUCKET_20_TO_50_MW]: "20–50 MW",
    [CapacityBucket.CAPACITY_BUCKET_OVER_50_MW]: "> 50 MW",
  };
  return words[bucket] ?? "–";
}

function reasonWords(reason: ReasonClass): string {
  const words: Partial<Record<ReasonClass, string>> = {
    [ReasonClass.TRANSFORMATION]: text("reasonTransformation"),
    [ReasonClass.REGIONAL_LINE]: text("reasonRegionalLine"),
    [ReasonClass.TRANSMISSION_AREA]: text("reasonTransmission"),
    [ReasonClass.VOLTAGE]: text("reasonVoltage"),
    [ReasonClass.DISTRIBUTION_LINE]: text("reasonDistributionLine"),
    [ReasonClass.DATA_MISSING]: text("reasonData"),
    [ReasonClass.HELD_BACK]: text("reasonHeldBack"),
    [ReasonClass.QUEUE]: text("reasonQueue"),
  };
  return words[reason] ?? text("reasonNone");
}

function limitWords(limit: CapacityLimit): string {
  const isCurrent = limit.kind === CapacityLimitKind.CURRENT;
  const figures = isCurrent
    ? `${number(100 * limit.loadingBeforeShare)} % → ${number(100 * limit.loadingLimitShare)} %`
    : `${number(limit.voltageBeforePu, 3)} → ${number(limit.voltageLimitPu, 3)} pu`;
  const what =
    limit.kind === CapacityLimitKind.NO_SOLUTION
      ? text("limitCollapse")
      : `${isCurrent ? text("limitCurrent") : text("limitVoltage")} ${limit.component?.name ?? ""}: ${figures}`;
  const when = limit.outage ? `${text("whenOut")} ${limit.outage.name}` : text("intact");
  const time = limit.time ? osloTime(Number(limit.time.seconds)) : text("extremeDemand");
  return `${what}, ${when}, ${time}`;
}

function titled(title: string, lines: string[]): HTMLElement[] {
  if (lines.length === 0) return [];
  return [subheading(title), list(lines)];
}

function drawRoom(answer: CapacityAnswer): Element[] {
  if (answer.room.length === 0) return [];
  const months = [...new Set(answer.room.map((room) => room.month))];
  const hours = [...new Set(answer.room.map((room) => room.fromHour))];
  const cells = answer.room.map((room) => ({
    column: months.indexOf(room.month),
    row: hours.indexOf(room.fromHour),
    value: room.lowerBoundMw,
    isGood: room.holdsRequested,
  }));
  return [
    paragraph(text("roomTitle"), "quiet"),
    heatMap(
      cells,
      months.map((month) => (month === 0 ? "" : monthName(month))),
      hours.map((hour) => String(hour).padStart(2, "0")),
      text("roomTitle"),
    ),
  ];
}

function drawFull(answer: CapacityAnswer): Element[] {
  const more = answer.isCapped ? ` ${text("orMore")}` : "";
  const timings = answer.timings;
  return [
    ...drawCandidates(answer),
    paragraph(`${text("firm")}: ${number(answer.firmMw, 1)} MW${more}`, "firm"),
    ...titled(text("bindsTitle"), answer.binding ? [limitWords(answer.binding)] : [text("reasonNone")]),
    ...drawMore(answer),
    ...drawStandings(answer),
    ...drawComponents(answer),
    ...drawRoom(answer),
    ...titled(
      text("nextTitle"),
      answer.next
        .slice(0, limitsShown)
        .map((limit) => `${number(limit.atMw, 1)} MW: ${limitWords(limit)}`),
    ),
    ...titled(
      text("lossTitle"),
      answer.losesSupply.map((outage) => outage.name),
    ),
    ...titled(
      `${text("todayTitle")} (${answer.existsToday.length})`,
      answer.existsToday.slice(0, limitsShown).map(limitWords),
    ),
    paragraph(
      `${text("fedBy")} ${answer.feeders
        .map((feeder) => `${feeder.area} ${number(100 * feeder.partShare)} %`)
        .join(" · ")}`,
      "quiet",
    ),
    paragraph(
      `${text("took")} ${number(timings?.totalMilliseconds ?? 0)} ms · ${number(Number(answer.checkedPairCount))} ${text("pairsChecked")}`,
      "quiet",
    ),
  ];
}

function drawPublic(answer: CapacityAnswer): Element[] {
  const tuple = answer.cell;
  return [
    paragraph(
      `${text("firm")}: ${bucketWords(tuple?.bucket ?? CapacityBucket.CAPACITY_BUCKET_UNSPECIFIED)}`,
      "firm",
    ),
    ...titled(text("bindsTitle"), [reasonWords(tuple?.reason ?? ReasonClass.UNSPECIFIED)]),
    paragraph(text("ofItsArea"), "quiet"),
    ...(answer.cellIsAboveFeeder ? [paragraph(text("feederWithheld"), "quiet")] : []),
    paragraph(text("withheld"), "quiet"),
  ];
}

const growthTexts = {
  none: "growthNone",
  low: "growthLow",
  base: "growthBase",
  high: "growthHigh",
} as const;

function planningWords(key: ModelKey | undefined): string {
  const growth = growthTexts[key?.growthScenario as keyof typeof growthTexts];
  const words = growth === undefined ? "" : `, ${text(growth)}`;
  return `${text("planningYear")} ${key?.planningYear ?? ""}${words}. `;
}

export function drawAnswer(answer: CapacityAnswer): Element[] {
  const question = answer.question;
  const title = document.createElement("h3");
  const kinds: Partial<Record<ConnectionKind, string>> = {
    [ConnectionKind.GENERATION]: text("kindGeneration"),
    [ConnectionKind.STORAGE]: text("kindStorage"),
  };
  const kind = kinds[question?.kind ?? ConnectionKind.LOAD] ?? text("kindLoad");
  title.textContent = `${answer.busName}: ${kind}, ${number(question?.requestedMw ?? 0, 1)} MW`;
  const seesAll = answer.verdict !== Verdict.UNSPECIFIED;
  const verdict = seesAll ? answer.verdict : (answer.cell?.verdict ?? Verdict.UNKNOWN);
  const made: Element[] = [
    title,
    paragraph(verdictWords(verdict), "verdict"),
    ...drawVerdictDetail(answer),
    ...(seesAll ? drawFull(answer) : drawPublic(answer)),
    ...drawProcessToday(answer),
  ];
  const foot = paragraph(planningWords(question?.key), "quiet");
  if (answer.recordId) {
    const link = document.createElement("a");
    link.href = `#answer=${answer.recordId}`;
    link.textContent = `${text("record")} ${answer.recordId}`;
    foot.append(link);
  }
  made.push(foot, paragraph(text("notice"), "notice"));
  return made;
}
