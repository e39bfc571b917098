// What a plan's answer says, as a person reads it.
import { PlanHeatChoice, type PlanGrid, PlanMargin, PlanReach } from "../gen/ostlandet/twin/v1/planning_answer_pb.js";
import { PlanStage } from "../gen/ostlandet/twin/v1/planning_pb.js";
import { language, number, text } from "../texts.js";

export function choiceName(choice: PlanHeatChoice): string {
  const names: Partial<Record<PlanHeatChoice, string>> = {
    [PlanHeatChoice.DIRECT]: text("plansDirect"),
    [PlanHeatChoice.AIR_PUMP]: text("plansAirPump"),
    [PlanHeatChoice.GROUND_PUMP]: text("plansGroundPump"),
    [PlanHeatChoice.DISTRICT_HEAT]: text("plansDistrict"),
    [PlanHeatChoice.SURPLUS_LIFT]: text("plansSurplus"),
  };
  return names[choice] ?? "–";
}

export function reachName(reach: PlanReach): string {
  const names: Partial<Record<PlanReach, string>> = {
    [PlanReach.NOT_NEEDED]: text("plansNotNeeded"),
    [PlanReach.CONFIRMED]: text("plansConfirmed"),
    [PlanReach.TOO_LITTLE]: text("plansTooLittle"),
  };
  return names[reach] ?? text("plansNotKnown");
}

export function marginName(margin: PlanMargin): string {
  const names: Partial<Record<PlanMargin, string>> = {
    [PlanMargin.ENOUGH]: text("plansEnough"),
    [PlanMargin.TIGHT]: text("plansTight"),
    [PlanMargin.SHORT]: text("plansShort"),
  };
  return names[margin] ?? text("plansNotKnown");
}

export function stageName(stage: PlanStage): string {
  const names: Partial<Record<PlanStage, string>> = {
    [PlanStage.READ]: text("plansStageRead"),
    [PlanStage.DEMAND]: text("plansStageDemand"),
    [PlanStage.HEAT]: text("plansStageHeat"),
    [PlanStage.GRID]: text("plansStageGrid"),
  };
  return names[stage] ?? "";
}

// The twin's own reasons about areas, in bokmål.
const reasons: [RegExp, string][] = [
  [/its power and profile are not given/, "effekt og profil er ikke oppgitt"],
  [/says too little: its uses are not given/, "sier for lite: bruken er ikke oppgitt"],
  [/a footprint \(BYA\) without storeys says nothing of floor area/, "bebygd areal (BYA) uten etasjer sier ikke noe om gulvareal"],
  [/no floor area, percentage, number of dwellings or power is given/, "verken gulvareal, prosent, antall boliger eller effekt er oppgitt"],
  [/is drawn alike on levels (\d+) and (\d+): counted once/, "er tegnet likt på vertikalnivå $1 og $2: telt én gang"],
  [/: (\d+) m² of its ground are another area's and counted there/, ": $1 m² av grunnen er et annet felts og telt der"],
  [/(\d+) areas are existing use and add nothing/, "$1 felt er eksisterende bruk og legger ikke til noe"],
];

export function reasonWords(words: string): string {
  if (language() !== "nb") return words;
  const known = reasons.find(([pattern]) => pattern.test(words));
  return known ? words.replace(known[0], known[1]) : words;
}

// The room as it may be told, or why it is not known.
export function roomWords(grid: PlanGrid): string {
  if (grid.roomAtLeastMw === undefined) {
    const why: [RegExp, string][] = [
      [/no connection questions/, text("plansRoomOff")],
      [/not asked/, text("plansRoomNotAsked")],
      [/being computed/, text("plansRoomComputing")],
      [/questions a day|tomorrow|used up/, text("plansRoomQuestions")],
    ];
    const known = why.find(([pattern]) => pattern.test(grid.why))?.[1];
    return `${text("plansRoomUnknown")} ${known ?? grid.why}.`;
  }
  return `${text("plansRoom")} ${grid.planningYear}: ${bucketWords(grid.roomAtLeastMw)}.`;
}

function bucketWords(leastMw: number): string {
  const steps = [0, 1, 5, 10, 20, 50];
  const at = steps.indexOf(leastMw);
  if (at <= 0) return text("plansBelowOne");
  if (leastMw === 50) return `${text("plansOver")} 50 MW`;
  return `${number(leastMw)}–${number(steps[at + 1]!)} MW`;
}

export const levelName = (grid: PlanGrid): string => (language() === "nb" ? grid.levelNo : grid.levelEn);
export const landFor = (grid: PlanGrid): string => (language() === "nb" ? grid.landForNo : grid.landForEn);
