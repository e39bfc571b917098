// Why a plan was refused: every problem with its place in the file, as the twin tells it.
import { Code, ConnectError } from "@connectrpc/connect";

import { BadRequestSchema } from "../gen/google/rpc/error_details_pb.js";
import { text } from "../texts.js";

export function problemLines(error: unknown): string[] {
  const refused = ConnectError.from(error);
  const fields = refused.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations);
  if (fields.length > 0) return fields.map(({ field, description }) => `${field}: ${description}`);
  const words: Partial<Record<Code, string>> = {
    [Code.ResourceExhausted]: text("plansTooMany"),
    [Code.Unimplemented]: text("plansOff"),
    [Code.DeadlineExceeded]: text("problemSlow"),
  };
  return [`${words[refused.code] ?? text("problemOther")} (${refused.rawMessage})`];
}
