// How the status of a branch looks and is called: colour and sign together.
import { type Branch, BranchStatus } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { element } from "../svg.js";
import { dayTime, text } from "../texts.js";
import { secondsOf } from "./oslo.js";

export const trunkColour = "#16212b";

interface StatusLook {
  colour: string;
  // Drawn where the branch is now, around the middle of its lane.
  mark: string;
}

const looks: Record<number, StatusLook> = {
  [BranchStatus.PAUSED]: { colour: "#4a5764", mark: "M-5,-6h3.6v12h-3.6z M1.4,-6h3.6v12h-3.6z" },
  [BranchStatus.RUNNING]: { colour: "#0b7a4b", mark: "M-5,-6.5L6,0L-5,6.5z" },
  [BranchStatus.RECOVERING]: { colour: "#a05a00", mark: "M0,-6.5L6.5,0L0,6.5L-6.5,0z" },
  [BranchStatus.FAILED]: {
    colour: "#b00020",
    mark: "M-6,-3.6L-3.6,-6L0,-2.4L3.6,-6L6,-3.6L2.4,0L6,3.6L3.6,6L0,2.4L-3.6,6L-6,3.6L-2.4,0z",
  },
};

export const statuses = [BranchStatus.PAUSED, BranchStatus.RUNNING, BranchStatus.RECOVERING, BranchStatus.FAILED];

export const lookOf = (status: BranchStatus): StatusLook => looks[status] ?? looks[BranchStatus.PAUSED]!;

export function statusSign(status: BranchStatus): SVGElement {
  const { colour, mark } = lookOf(status);
  const picture = element("svg", { viewBox: "-8 -8 16 16", width: 14, height: 14, "aria-hidden": "true" });
  picture.append(element("path", { d: mark, fill: colour }));
  return picture;
}

export function statusWord(status: BranchStatus): string {
  const words: Partial<Record<BranchStatus, string>> = {
    [BranchStatus.PAUSED]: text("branchPaused"),
    [BranchStatus.RUNNING]: text("branchRunning"),
    [BranchStatus.RECOVERING]: text("branchRecovering"),
    [BranchStatus.FAILED]: text("branchFailed"),
  };
  return words[status] ?? "";
}

export const isBusy = (branch: Branch): boolean =>
  branch.status === BranchStatus.RUNNING || branch.status === BranchStatus.RECOVERING;

// "runs, to Thu 8 Jan 14:15"
export function standOf(branch: Branch): string {
  const word = statusWord(branch.status);
  if (branch.status === BranchStatus.FAILED) return `${word}: ${branch.failure}`;
  if (branch.status !== BranchStatus.RUNNING) return word;
  return `${word}, ${text("branchTo")} ${dayTime(secondsOf(branch.target))}`;
}
