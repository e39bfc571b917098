// The log of alarms: what is active or nobody has seen yet, newest first, and who has seen it.
import { operations } from "../api.js";
import { type Alarm, AlarmKind } from "../gen/ostlandet/twin/v1/operations_pb.js";
import { button, byId } from "../heat/parts.js";
import { order, say } from "../scenario/say.js";
import { dayTime, number, text } from "../texts.js";

const shown = 40;

export class AlarmLog {
  private alarms: Alarm[] = [];
  private unseen = 0;

  // Says what it has seen of the log when it was asked last.
  async load(): Promise<void> {
    const [active, unseen] = await Promise.all([
      operations.listAlarms({ onlyActive: true, pageSize: shown }),
      operations.listAlarms({ onlyUnacknowledged: true, pageSize: shown }),
    ]);
    const all = new Map([...active.alarms, ...unseen.alarms].map((alarm) => [alarm.number, alarm]));
    this.alarms = [...all.values()].sort((a, b) => Number(b.number - a.number)).slice(0, shown);
    this.unseen = unseen.totalSize;
    this.draw();
    document.body.dataset["alarms"] = String(this.alarms.length);
  }

  draw(): void {
    byId("alarm-log").hidden = false;
    byId("alarm-log-count").textContent = `${text("alarmLog")} (${this.unseen} ${text("alarmUnseen")})`;
    const body = document.createElement("tbody");
    for (const alarm of this.alarms) body.append(this.row(alarm));
    byId("alarm-log-table").replaceChildren(head(), body);
  }

  private row(alarm: Alarm): HTMLTableRowElement {
    const row = document.createElement("tr");
    const cells = [String(alarm.number), dayTime(Number(alarm.raised?.seconds ?? 0n)), alarm.elementName, words(alarm)];
    for (const cell of cells) row.insertCell().textContent = cell;
    row.insertCell().textContent = alarm.cleared
      ? `${text("alarmOver")} ${dayTime(Number(alarm.cleared.seconds))}`
      : text("alarmActive");
    if (!alarm.cleared) row.className = "active";
    const seen = row.insertCell();
    if (alarm.acknowledged) seen.textContent = alarm.note || text("alarmSeen");
    else seen.append(this.button(alarm));
    return row;
  }

  private button(alarm: Alarm): HTMLButtonElement {
    const made = button(text("alarmSee"), () => {
      void order("alarm-message", [made], async () => {
        await operations.acknowledgeAlarm({ number: alarm.number });
        await this.load();
        return "";
      });
    });
    made.setAttribute("aria-label", `${text("alarmSee")} ${alarm.number}`);
    return made;
  }
}

// A log that cannot be read now is told, and asked again with the next quarter.
export async function loadLog(log: AlarmLog): Promise<void> {
  await log.load().catch((error: unknown) => say("alarm-message", String(error)));
}

function head(): HTMLTableSectionElement {
  const made = document.createElement("thead");
  const row = made.insertRow();
  for (const name of ["#", text("alarmRaised"), text("name"), text("alarmWhat"), text("alarmState"), ""]) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    row.append(cell);
  }
  return made;
}

function words(alarm: Alarm): string {
  const percent = `${number(100 * alarm.worstInUnit)} %`;
  const voltage = `${number(alarm.worstInUnit, 3)} pu`;
  switch (alarm.kind) {
    case AlarmKind.OVERLOAD:
      return `${text("overload")} ${percent}`;
    case AlarmKind.INSECURE:
      return `${text("alarmInsecure")} ${percent}`;
    case AlarmKind.UNDERVOLTAGE:
      return `${text("undervoltage")} ${voltage}`;
    case AlarmKind.OVERVOLTAGE:
      return `${text("overvoltage")} ${voltage}`;
    case AlarmKind.DE_ENERGISED:
      return text("deEnergised");
    case AlarmKind.HEAT_UNSERVED:
      return `${text("unserved")} ${number(alarm.worstInUnit, 1)} MW`;
    case AlarmKind.HEAT_PLANT_LOST:
      return `${text("alarmPlantLost")} ${percent}`;
    case AlarmKind.PART_STALE:
      return text("stale");
    default:
      return "";
  }
}
