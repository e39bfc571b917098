// Answers about a heat network: how much can be taken here, and what would happen if.
import type {
  AnswerHeatConnectionResponse,
  HeatLimit,
  HeatNetworkSummary,
  SolveHeatWhatIfResponse,
} from "../gen/ostlandet/twin/v1/heat_network_pb.js";
import { number, text } from "../texts.js";
import { heading, list, paragraph, table } from "./parts.js";
import { elementName, limitName, limitValue, limitWords } from "./words.js";

const shownAlarms = 6;

function alarms(title: string, limits: HeatLimit[]): HTMLElement[] {
  if (limits.length === 0) return [];
  const lines = limits.slice(0, shownAlarms).map(limitWords);
  if (limits.length > shownAlarms) lines.push(`… ${limits.length - shownAlarms} ${text("heatMore")}`);
  return [paragraph(`${title} (${limits.length})`, "firm"), list(lines)];
}

export function drawConnection(
  answer: AnswerHeatConnectionResponse,
  requestedMw: number,
): HTMLElement[] {
  const much = `${number(answer.availableMw, answer.availableMw < 10 ? 2 : 1)} MW`;
  const parts = [
    heading(`${elementName(answer.nodeId)}: ${much}${answer.isCapped ? ` ${text("orMore")}` : ""}`),
    paragraph(
      answer.isEnough
        ? `${number(requestedMw, 2)} MW ${text("heatFits")}`
        : `${number(requestedMw, 2)} MW ${text("heatFitsNot")}`,
      "verdict",
    ),
  ];
  if (answer.binding)
    parts.push(paragraph(`${text("bindsTitle")}: ${limitWords(answer.binding)}`));
  if (answer.noSolution !== "") parts.push(paragraph(`${text("bindsTitle")}: ${text("heatNoSolution")}`));
  const reached = answer.reached;
  if (reached)
    parts.push(
      paragraph(
        `${text("heatThenArrives")} ${number(reached.supplyDegc, 1)} °C, ` +
          `${number(reached.differentialBar, 1)} bar.`,
      ),
    );
  parts.push(...alarms(text("todayTitle"), answer.brokenToday));
  parts.push(paragraph(`${text("took")} ${number(answer.takenMilliseconds)} ms. ${text("heatNotice")}`, "quiet"));
  return parts;
}

function nearest(summary: HeatNetworkSummary, kind: number): HeatLimit | undefined {
  return summary.nearest.find((limit) => limit.kind === kind);
}

function compare(before: HeatNetworkSummary, after: HeatNetworkSummary | undefined): HTMLElement {
  const mw = (value: number | undefined): string => (value === undefined ? "–" : number(value, 2));
  const rows: string[][] = [
    [text("heatTaken"), mw(before.consumerHeatMw), mw(after?.consumerHeatMw)],
    [text("heatLoss"), mw(before.lossMw), mw(after?.lossMw)],
    [text("heatSpare"), number(before.liftSpareBar, 2), after ? number(after.liftSpareBar, 2) : "–"],
  ];
  for (const limit of before.nearest) {
    const then = after ? nearest(after, limit.kind) : undefined;
    rows.push([limitName(limit), limitValue(limit), then ? limitValue(then) : "–"]);
  }
  return table(["", text("heatBefore"), text("heatAfter")], rows);
}

export function drawWhatIf(answer: SolveHeatWhatIfResponse): HTMLElement[] {
  const parts: HTMLElement[] = [heading(text("heatWhatIfTitle"))];
  if (answer.noSolution !== "")
    parts.push(paragraph(`${text("heatNoSolution")} (${answer.noSolution})`, "verdict"));
  if (answer.cutOffCount > 0)
    parts.push(
      paragraph(
        `${number(answer.cutOffCount)} ${text("heatCutOff")} (${number(answer.cutOffMw, 2)} MW)`,
        "verdict",
      ),
    );
  if (answer.after && answer.newAlarms.length === 0)
    parts.push(paragraph(text("heatNoNewAlarm"), "verdict"));
  parts.push(...alarms(text("heatNewAlarms"), answer.newAlarms));
  parts.push(...alarms(text("heatGoneAlarms"), answer.goneAlarms));
  if (answer.before) parts.push(compare(answer.before, answer.after));
  parts.push(paragraph(`${text("took")} ${number(answer.takenMilliseconds)} ms. ${text("heatNotice")}`, "quiet"));
  return parts;
}
