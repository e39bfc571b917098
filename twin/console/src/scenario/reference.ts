// What a branch would have been without its changes: a branch beside it that leaves where it left and
// is given none. The living twin is seldom as far as a branch that runs ahead of it.
import { scenario } from "../api.js";
import { type Branch, BranchStatus } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { text } from "../texts.js";
import type { Desk } from "./desk.js";
import { secondsOf, stamp } from "./oslo.js";
import { requestId } from "./requests.js";

const pollMilliseconds = 500;
const mostNameBytes = 100;

// "Unchanged: cold week", cut to what a name may hold.
function nameBeside(name: string): string {
  const bytes = (words: string): number => new TextEncoder().encode(words).length;
  let made = `${text("compareUnchangedShort")}: ${name}`;
  while (bytes(made) > mostNameBytes) made = made.slice(0, -1);
  return made;
}

const isBeside = (branch: Branch, other: Branch): boolean =>
  other.name === nameBeside(branch.name) &&
  other.parentId === branch.parentId &&
  secondsOf(other.origin) === secondsOf(branch.origin);

// Made when there is none yet, and run as far as the branch has come.
export async function referenceOf(desk: Desk, branch: Branch, onProgress: (share: number) => void): Promise<Branch> {
  const known = desk.branches.find((other) => isBeside(branch, other));
  const made =
    known ??
    (
      await scenario.createBranch({
        name: nameBeside(branch.name),
        parentId: branch.parentId,
        time: branch.origin,
        requestId: requestId(),
      })
    ).branch!;
  const goal = secondsOf(branch.next);
  if (secondsOf(made.target) < goal) await scenario.runBranch({ branchId: made.id, to: stamp(goal) });
  for (;;) {
    const { branch: now } = await scenario.getBranch({ branchId: made.id });
    if (now && secondsOf(now.next) >= goal) {
      await desk.refresh();
      return now;
    }
    if (now?.status === BranchStatus.FAILED) throw new Error(now.failure);
    const begin = secondsOf(branch.origin);
    onProgress((secondsOf(now?.next) - begin) / Math.max(1, goal - begin));
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
}
