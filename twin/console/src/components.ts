// What stands behind an answer: the warmth of components that bind, the wear of transformers, who
// delivers the MW, and the same question from other places in the queue.
import type { CapacityAnswer } from "./gen/ostlandet/twin/v1/capacity_pb.js";
import type { ConnectionCandidate } from "./gen/ostlandet/twin/v1/capacity_candidates_pb.js";
import type {
  ComponentDuty,
  ComponentReport,
} from "./gen/ostlandet/twin/v1/capacity_components_pb.js";
import {
  type CapacityStanding,
  StandingKind,
} from "./gen/ostlandet/twin/v1/capacity_standings_pb.js";
import { bars } from "./bars.js";
import { list, paragraph, subheading } from "./heat/parts.js";
import { number, sensibleDigits, text } from "./texts.js";

const dutiesShown = 3;

const mw = (value: number): string => `${number(value, sensibleDigits(value))} MW`;

function howLong(duty: ComponentDuty): string {
  if (duty.afterShare <= 1) return text("dutyWithin");
  if (!duty.isTimeKnown) return text("dutyUnknown");
  if (duty.bearsMin === undefined) return text("dutyForGood");
  return `${number(duty.bearsMin)} ${text("minutes")}`;
}

function dutyWords(duty: ComponentDuty): string {
  const emergencies = duty.emergencies
    .map((one) => `${number(one.durationMin)} min ${number(one.ratingMva)} MVA`)
    .join(", ");
  const more = emergencies === "" ? "" : `; ${emergencies}`;
  return `${duty.limit?.component?.name ?? ""}: ${number(duty.usedMva)} MVA (${number(duty.airDegc)} °C), ${text("dutyByWeather")} ${number(duty.steadyMva)} MVA${more}. ${text("dutyAfter")} ${number(100 * duty.afterShare)} %: ${howLong(duty)}`;
}

function feederName(feeder: string): string {
  if (feeder.startsWith("area/")) return `${text("feederOver")} ${feeder.slice(5)}`;
  const [area, kind] = feeder.split("/");
  if (kind === "reservoir") return `${text("feederReservoir")} ${area}`;
  if (kind === "cascade") return `${text("feederCascade")} ${area}`;
  return feeder === "surplus" ? text("feederSurplus") : text("feederUnserved");
}

function drawReport(report: ComponentReport): Element[] {
  const made: Element[] = [];
  if (report.duties.length > 0) {
    made.push(
      subheading(text("dutiesTitle")),
      list(report.duties.slice(0, dutiesShown).map(dutyWords)),
    );
  }
  if (report.wear.length > 0) {
    made.push(
      subheading(text("wearTitle")),
      list(
        report.wear.map(
          (wear) =>
            `${wear.transformer?.name ?? ""} (${number(100 * wear.partShare)} %): ${number(wear.today?.hottestDegc ?? 0)} → ${number(wear.withApplicant?.hottestDegc ?? 0)} °C, ${number(wear.today?.agedH ?? 0)} → ${number(wear.withApplicant?.agedH ?? 0)} ${text("hoursAYear")}`,
        ),
      ),
    );
  }
  const parts = report.feeding?.parts ?? [];
  if (parts.length > 0) {
    made.push(
      subheading(text("feedingTitle")),
      bars(
        parts.map((part) => ({
          name: feederName(part.feeder),
          value: 100 * part.yearShare,
          isGood: part.feeder !== "unserved",
          figure: `${number(100 * part.yearShare)} %`,
        })),
        0,
        text("feedingTitle"),
      ),
    );
  }
  return made;
}

function standingName(standing: CapacityStanding): string {
  const load = `${number(standing.largeLoadsMw)} MW`;
  switch (standing.kind) {
    case StandingKind.AS_IF_FIRST:
      return `${text("standingFirst")} (${load})`;
    case StandingKind.BEHIND_QUEUE:
      return `${text("standingBehind")} (${load})`;
    default:
      return `${standing.profile?.id ?? ""} ${standing.profile?.version ?? ""}`;
  }
}

export function drawStandings(answer: CapacityAnswer): Element[] {
  const wish = answer.question?.requestedMw ?? 0;
  const known = answer.standings.filter((one) => one.failure === "");
  const made: Element[] = [];
  if (known.length > 0) {
    made.push(
      subheading(text("standingsTitle")),
      bars(
        [
          {
            name: text("standingPlanned"),
            value: answer.firmMw,
            isGood: answer.firmMw >= wish,
            figure: mw(answer.firmMw),
          },
          ...known.map((one) => ({
            name: standingName(one),
            value: one.firmMw,
            isGood: one.holdsRequested,
            figure: `${mw(one.firmMw)}${one.isAtLeast ? "+" : ""}`,
          })),
        ],
        wish,
        text("standingsTitle"),
      ),
    );
  }
  if (answer.principles) {
    made.push(
      paragraph(
        `${text("heldTo")} ${answer.principles.id} ${answer.principles.version}`,
        "quiet",
      ),
    );
  }
  return made;
}

function candidateWords(one: ConnectionCandidate): string {
  const cost =
    one.line && one.line.priceYear > 0
      ? `, ${number(one.line.lowMnok)}–${number(one.line.highMnok)} MNOK (${one.line.priceYear})`
      : "";
  return `${one.isAsked ? "→ " : ""}${one.busName} ${number(one.nominalKv)} kV, ${number(one.distanceKm, 1)} km${cost}`;
}

export function drawCandidates(answer: CapacityAnswer): Element[] {
  if (answer.candidates.length === 0) return [];
  return [subheading(text("candidatesTitle")), list(answer.candidates.map(candidateWords))];
}

export function drawComponents(answer: CapacityAnswer): Element[] {
  return answer.components ? drawReport(answer.components) : [];
}
