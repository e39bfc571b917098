// Why the twin refused, in plain words, with what it would have taken instead.
import { Code, ConnectError } from "@connectrpc/connect";

import { BadRequestSchema, ErrorInfoSchema } from "../gen/google/rpc/error_details_pb.js";
import { dayTime, number, text } from "../texts.js";

export interface Problem {
  words: string;
  // Names or ids that would do.
  suggestions: string[];
}

const fieldWords: Record<string, () => string> = {
  name: () => text("scenarioName"),
  time: () => text("scenarioTime"),
  to: () => text("scenarioTime"),
  "patch.from": () => text("patchFrom"),
  "patch.to": () => text("patchTo"),
  "patch.outage.element_id": () => text("patchElement"),
  "patch.temperature_shift.offset_k": () => text("patchOffset"),
  "patch.demand_change.bus_id": () => text("patchBus"),
  "patch.demand_change.demand_mw": () => text("patchDemand"),
  "patch.grid_order.heat_system_id": () => text("heatSystem"),
  "patch.grid_order.electricity_max_mw": () => text("patchOrder"),
  "patch.plant_reduction.heat_plant_id": () => text("patchPlant"),
  "patch.plant_reduction.available_share": () => text("patchShare"),
  "patch.price_change.price_ratio": () => text("patchRatio"),
  "patch.price_change.offset_nok_per_mwh": () => text("patchPrice"),
};

const figure = (words: string): string => {
  const value = Number(words);
  return Number.isFinite(value) ? number(value, Number.isInteger(value) ? 0 : 2) : words;
};
const time = (words: string): string => {
  const milliseconds = Date.parse(words);
  return Number.isFinite(milliseconds) ? dayTime(milliseconds / 1000) : words;
};

const between = (low: string, high: string): string => `${text("problemBetween")} ${low} ${text("and")} ${high}`;

// The twin's own sentences about a field, and what a person is told for each.
const sentences: [RegExp, (found: string[]) => string][] = [
  [
    /^is \d+ bytes long, must be (\d+) to (\d+)/,
    ([low, high]) => `${text("problemLength")} ${low}–${high} ${text("problemLetters")}`,
  ],
  [/must lie in \[(.+), (.+)\]/, ([low, high]) => between(figure(low!), figure(high!))],
  [/^is (?:empty|missing)/, () => text("problemMissing")],
  [/later than patch\.from/, () => text("problemOrder")],
  [/past; the earliest is its next quarter, (\S+)/, ([at]) => `${text("problemPast")} ${time(at!)}`],
  [/future; the living twin's next quarter is (\S+)/, ([at]) => `${text("problemFuture")} ${time(at!)}`],
  [/the branch goes from (\S+) to (\S+)/, ([low, high]) => between(time(low!), time(high!))],
  [/the branch is at (\S+) and its budget ends at (\S+)/, ([low, high]) => between(time(low!), time(high!))],
];

// Shares are typed as per cent.
function plain(field: string, description: string): string {
  if (field.endsWith("_share") && /must lie in/.test(description)) return between("0", "100");
  for (const [pattern, say] of sentences) {
    const found = pattern.exec(description);
    if (found) return say(found.slice(1));
  }
  return description;
}

export function problemOf(error: unknown): Problem {
  const refused = ConnectError.from(error);
  const suggestions = refused
    .findDetails(ErrorInfoSchema)
    .flatMap((info) => info.metadata["suggestions"]?.split("\n") ?? []);
  const fields = refused.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations);
  if (fields.length > 0) {
    const lines = fields.map(({ field, description }) => {
      const name = fieldWords[field]?.() ?? field;
      return `${name} ${plain(field, description)}.`;
    });
    return { words: lines.join(" "), suggestions };
  }
  return { words: reason(refused), suggestions };
}

function reason(refused: ConnectError): string {
  const message = refused.rawMessage;
  const unknown = /^no (.+?) is called '(.*?)'/.exec(message);
  if (unknown) {
    return /^b-[0-9a-f]+$/.test(unknown[2]!) ? text("problemGone") : `${text("problemUnknown")} «${unknown[2]}».`;
  }
  const ambiguous = /^'(.*?)' names (\d+)/.exec(message);
  if (ambiguous) return `${ambiguous[2]} ${text("problemAmbiguous")} «${ambiguous[1]}».`;
  if (/no quarter in common/.test(message)) return text("problemNothingInCommon");
  const words: Partial<Record<Code, string>> = {
    [Code.NotFound]: text("problemNotStored"),
    [Code.ResourceExhausted]: text("problemTooMany"),
    [Code.Unavailable]: text("problemNotYet"),
    [Code.DeadlineExceeded]: text("problemSlow"),
    [Code.Aborted]: text("problemRewound"),
    [Code.PermissionDenied]: text("problemForbidden"),
    [Code.Unauthenticated]: text("problemForbidden"),
  };
  return `${words[refused.code] ?? text("problemOther")} (${message})`;
}
