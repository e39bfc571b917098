// Makes a branch: of the living twin or of another branch, where it is or at an earlier quarter.
import { scenario } from "../api.js";
import { byId } from "../heat/parts.js";
import { text } from "../texts.js";
import type { Desk } from "./desk.js";
import { fromInput, stamp } from "./oslo.js";
import { requestId } from "./requests.js";
import { order } from "./say.js";

const message = "scenario-create-message";

export class CreateForm {
  private readonly parent = byId<HTMLSelectElement>("scenario-parent");
  private readonly time = byId<HTMLInputElement>("scenario-time");
  private readonly name = byId<HTMLInputElement>("scenario-new-name");
  private offered = "";

  constructor(private readonly desk: Desk) {
    byId("scenario-create").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.create();
    });
  }

  // The branches to go on from; what was chosen stays so.
  draw(): void {
    const options = [["", text("livingTwin")], ...this.desk.branches.map(({ id, name }) => [id, name])];
    const offered = JSON.stringify(options);
    if (offered === this.offered) return;
    this.offered = offered;
    const chosen = this.parent.value;
    this.parent.replaceChildren(...options.map(([id, name]) => new Option(name, id)));
    this.parent.value = this.desk.find(chosen) ? chosen : "";
  }

  private async create(): Promise<void> {
    const at = fromInput(this.time.value);
    const submit = byId<HTMLButtonElement>("scenario-create-button");
    const isMade = await order(message, [submit], async () => {
      const { branch } = await scenario.createBranch({
        name: this.name.value.trim(),
        parentId: this.parent.value,
        time: at === undefined ? undefined : stamp(at),
        requestId: requestId(),
      });
      await this.desk.choose(branch?.id ?? "");
      return text("scenarioMade");
    });
    if (!isMade) return;
    this.name.value = "";
    this.time.value = "";
  }
}
