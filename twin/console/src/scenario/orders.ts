// Orders to the chosen branch: run, pause, rewind, delete, and to look at it.
import { scenario } from "../api.js";
import { type Branch, BranchStatus } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { byId } from "../heat/parts.js";
import { dayTime, number, text } from "../texts.js";
import type { Desk } from "./desk.js";
import { fromInput, secondsOf, stamp, toInput } from "./oslo.js";
import { order } from "./say.js";
import { standOf } from "./status.js";

const message = "scenario-message";
const hours = [6, 24, 48];

// "Paused. Leaves Mon 26 Jan 22:30, next quarter Tue 27 Jan 04:30. Deletes itself in 7 days."
function describe(branch: Branch): string {
  const stand = standOf(branch);
  const daysLeft = (secondsOf(branch.expires) - Date.now() / 1000) / 86400;
  return (
    `${stand.charAt(0).toUpperCase()}${stand.slice(1)}. ` +
    `${text("scenarioLeft")} ${dayTime(secondsOf(branch.origin))}, ` +
    `${text("branchNext")} ${dayTime(secondsOf(branch.next))}. ` +
    `${text("scenarioExpires")} ${number(Math.max(0, daysLeft), daysLeft < 2 ? 1 : 0)} ${text("days")}.`
  );
}

export class Orders {
  private readonly rewindTo = byId<HTMLInputElement>("scenario-rewind-to");
  private shownId = "";
  private followedId = "";

  constructor(
    private readonly desk: Desk,
    private readonly follow: (branch: Branch) => void,
  ) {
    for (const count of hours) {
      this.wire(`scenario-run-${count}`, (branch) => this.run(branch, count));
    }
    this.wire("scenario-pause", async ({ id }) => {
      const { branch } = await scenario.pauseBranch({ branchId: id });
      return `${text("scenarioPausedAt")} ${dayTime(secondsOf(branch?.next))}.`;
    });
    byId("scenario-rewind").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.give("scenario-rewind-button", (branch) => this.rewind(branch));
    });
    byId("scenario-follow").addEventListener("click", () => {
      if (this.desk.branch) this.follow(this.desk.branch);
    });
    byId("scenario-delete").addEventListener("click", () => this.ask(true));
    byId("scenario-delete-no").addEventListener("click", () => this.ask(false));
    this.wire("scenario-delete-yes", async ({ id, name }) => {
      await scenario.deleteBranch({ branchId: id });
      this.ask(false);
      return `«${name}» ${text("scenarioDeleted")}`;
    });
  }

  draw(followedId: string): void {
    this.followedId = followedId;
    const branch = this.desk.branch;
    if (!branch) {
      this.shownId = "";
      return;
    }
    if (branch.id !== this.shownId) {
      this.shownId = branch.id;
      this.ask(false);
      byId(message).textContent = "";
      this.rewindTo.value = toInput(secondsOf(branch.origin));
    }
    this.rewindTo.min = toInput(secondsOf(branch.origin));
    this.rewindTo.max = toInput(secondsOf(branch.next));
    byId("scenario-name").textContent = branch.name;
    byId("scenario-stand").textContent = describe(branch);
    const isRunning = branch.status === BranchStatus.RUNNING;
    byId<HTMLButtonElement>("scenario-pause").disabled = !isRunning;
    const isFollowed = followedId === branch.id;
    byId<HTMLButtonElement>("scenario-follow").disabled = isFollowed;
    byId("scenario-follow").textContent = text(isFollowed ? "scenarioFollowed" : "scenarioFollow");
  }

  private ask(isSure: boolean): void {
    byId("scenario-delete").hidden = isSure;
    byId("scenario-delete-sure").hidden = !isSure;
    if (isSure) byId("scenario-delete-no").focus();
  }

  private wire(id: string, act: (branch: Branch) => Promise<string>): void {
    byId(id).addEventListener("click", () => void this.give(id, act));
  }

  private async give(id: string, act: (branch: Branch) => Promise<string>): Promise<void> {
    const branch = this.desk.branch;
    if (!branch) return;
    await order(message, [byId<HTMLButtonElement>(id)], async () => {
      const words = await act(branch);
      await this.desk.refresh();
      return words;
    });
    this.draw(this.followedId);
  }

  // On from where it is, or from where it is going to.
  private async run(branch: Branch, count: number): Promise<string> {
    const from = Math.max(secondsOf(branch.next), secondsOf(branch.target));
    const to = from + count * 3600;
    await scenario.runBranch({ branchId: branch.id, to: stamp(to) });
    return `${text("scenarioRunsTo")} ${dayTime(to)}.`;
  }

  private async rewind(branch: Branch): Promise<string> {
    const to = fromInput(this.rewindTo.value);
    await scenario.rewindBranch({ branchId: branch.id, to: to === undefined ? undefined : stamp(to) });
    return `${text("scenarioRewoundTo")} ${dayTime(to ?? 0)}.`;
  }
}
