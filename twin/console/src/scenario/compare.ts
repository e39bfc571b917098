// The chosen branch beside another run: when they part, what each costs and breaks, where they differ.
import { scenario } from "../api.js";
import type { Branch, CompareBranchesResponse } from "../gen/ostlandet/twin/v1/scenario_pb.js";
import { byId } from "../heat/parts.js";
import { number, text } from "../texts.js";
import type { Desk } from "./desk.js";
import { drawComparison } from "./comparison.js";
import { referenceOf } from "./reference.js";
import { order, say } from "./say.js";

const message = "compare-message";
const live = "live";
const unchanged = "unchanged";

export interface Compared {
  firstId: string;
  secondId: string;
  firstName: string;
  secondName: string;
  found: CompareBranchesResponse;
}

export class Compare {
  private readonly other = byId<HTMLSelectElement>("compare-with");
  private offered = "";
  private shownId = "";
  private shown: Compared | undefined;

  // `onShown` gets what is compared, and undefined when it is looked at no longer.
  constructor(
    private readonly desk: Desk,
    private readonly onShown: (compared: Compared | undefined) => void,
  ) {
    byId("compare-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.compare();
    });
    this.other.addEventListener("change", () => say(message, ""));
  }

  draw(): void {
    const { chosenId, branches } = this.desk;
    if (chosenId !== this.shownId) {
      this.shownId = chosenId;
      this.show(undefined);
      say(message, "");
    }
    const options = [
      [unchanged, text("compareUnchanged")],
      [live, text("livingTwin")],
      ...branches.filter(({ id }) => id !== chosenId).map(({ id, name }) => [id, name]),
    ];
    const offered = JSON.stringify(options);
    if (offered === this.offered) return;
    this.offered = offered;
    const chosen = this.other.value || unchanged;
    this.other.replaceChildren(...options.map(([id, name]) => new Option(name, id)));
    this.other.value = options.some(([id]) => id === chosen) ? chosen : unchanged;
  }

  // In another language, or when names have become known.
  redraw(): void {
    const box = byId("compare-answer");
    box.hidden = this.shown === undefined;
    box.replaceChildren(...(this.shown ? drawComparison(this.shown) : []));
  }

  private show(compared: Compared | undefined): void {
    this.shown = compared;
    this.redraw();
    this.onShown(compared);
  }

  private async compare(): Promise<void> {
    const branch = this.desk.branch;
    if (!branch) return;
    await order(message, [byId<HTMLButtonElement>("compare-button")], async () => {
      say(message, text("asking"));
      const first = await this.first(branch);
      const found = await scenario.compareBranches({ firstId: first.id, secondId: branch.id });
      if (this.desk.chosenId !== branch.id) return "";
      this.show({ firstId: first.id, secondId: branch.id, firstName: first.name, secondName: branch.name, found });
      document.body.dataset["compared"] = branch.id;
      return "";
    });
  }

  private async first(branch: Branch): Promise<{ id: string; name: string }> {
    const chosen = this.other.value;
    if (chosen === live) return { id: "", name: text("livingTwin") };
    if (chosen !== unchanged) return { id: chosen, name: this.desk.find(chosen)?.name ?? chosen };
    const reference = await referenceOf(this.desk, branch, (share) =>
      say(message, `${text("compareComputes")} ${number(100 * share)} %`),
    );
    return { id: reference.id, name: text("compareUnchangedShort") };
  }
}
