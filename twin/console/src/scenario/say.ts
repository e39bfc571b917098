// A line that tells what came of an order; names that would have done are buttons.
import { button, byId } from "../heat/parts.js";
import { type Problem, problemOf } from "./problem.js";

export function say(id: string, words: string): void {
  const line = byId(id);
  line.className = "message";
  line.replaceChildren(words);
}

export function sayProblem(id: string, problem: Problem, onPick?: (suggestion: string) => void): void {
  const line = byId(id);
  line.className = "message refused";
  line.replaceChildren(problem.words);
  if (!onPick) return;
  for (const suggestion of problem.suggestions) line.append(" ", button(suggestion, () => onPick(suggestion)));
}

// Runs an order with its button held down; whether it was taken.
export async function order(messageId: string, buttons: HTMLButtonElement[], act: () => Promise<string>): Promise<boolean> {
  const were = buttons.map((each) => each.disabled);
  for (const each of buttons) each.disabled = true;
  try {
    say(messageId, await act());
    return true;
  } catch (error) {
    sayProblem(messageId, problemOf(error));
    return false;
  } finally {
    buttons.forEach((each, i) => (each.disabled = were[i]!));
  }
}
