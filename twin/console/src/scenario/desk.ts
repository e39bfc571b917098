// What the page knows of scenarios: all branches, the one that is chosen with its patches, and where
// the living twin is. Asks again and again, faster while something runs.
import { operations, scenario } from "../api.js";
import type { Branch, Patch } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { quarterSeconds, secondsOf } from "./oslo.js";
import { isBusy } from "./status.js";

const busyMilliseconds = 1000;
const idleMilliseconds = 3000;

export class Desk {
  branches: Branch[] = [];
  // Of the chosen branch, or of the living twin when none is.
  patches: Patch[] = [];
  // The quarter that the living twin computes next.
  now = 0;
  private chosen = "";
  private asked = 0;

  constructor(private readonly onChange: () => void) {}

  // Empty: the living twin.
  get chosenId(): string {
    return this.chosen;
  }

  get branch(): Branch | undefined {
    return this.find(this.chosen);
  }

  find(id: string): Branch | undefined {
    return this.branches.find((branch) => branch.id === id);
  }

  async choose(id: string): Promise<void> {
    if (id !== this.chosen) this.patches = [];
    this.chosen = id;
    this.onChange();
    await this.refresh();
  }

  // Never lays an older answer over a newer one.
  async refresh(): Promise<void> {
    const turn = ++this.asked;
    const chosen = this.chosen;
    const [branches, status, listed] = await Promise.all([
      listBranches(),
      operations.getStatus({}),
      scenario.listPatches({ branchId: chosen }).catch(() => undefined),
    ]);
    if (turn !== this.asked) return;
    this.branches = branches;
    this.now = secondsOf(status.time) + (status.time ? quarterSeconds : 0);
    this.patches = listed?.patches ?? [];
    if (chosen !== "" && !this.branch) {
      this.chosen = "";
      this.patches = [];
    }
    this.onChange();
  }

  async run(): Promise<void> {
    for (;;) {
      if (!document.hidden) {
        await this.refresh().catch((error: unknown) => console.warn("scenarios", error));
      }
      const pause = this.branches.some(isBusy) ? busyMilliseconds : idleMilliseconds;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function listBranches(): Promise<Branch[]> {
  const branches: Branch[] = [];
  let pageToken = "";
  do {
    const page = await scenario.listBranches({ pageSize: 1000, pageToken });
    branches.push(...page.branches);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return branches;
}
