// The Ask form: how much can be connected here? Its answer, and a wait while the year is computed.
import { Code, ConnectError } from "@connectrpc/connect";

import { drawAnswer } from "./answer.js";
import { capacity, hasToken } from "./api.js";
import { partWords } from "./ask-part.js";
import {
  BasisStage,
  type CapacityAnswer,
  ConnectionKind,
} from "./gen/ostlandet/twin/v1/capacity_pb.js";
import type { Asset } from "./gen/ostlandet/twin/v1/grid_pb.js";
import { number, text } from "./texts.js";

const pollMilliseconds = 2000;
const statesPart = 0.1;
const yearsAhead = [1, 3, 5, 8];

let stations: Asset[] = [];
let planningYear = 0;
let shown: CapacityAnswer | undefined;
let basisText: (() => string) | undefined;

function byId<T extends HTMLElement>(id: string): T {
  return document.getElementById(id)! as T;
}

function say(message: string): void {
  byId("ask-message").textContent = message;
}

// What a person typed: the station's id where the name is one station's alone.
function pointOf(typed: string): string {
  const named = stations.filter((station) => station.name === typed);
  return named.length === 1 ? named[0]!.id : typed;
}

function explain(error: unknown): string {
  const problem = ConnectError.from(error);
  const words: Partial<Record<Code, string>> = {
    [Code.Unavailable]: text("askNotReady"),
    [Code.NotFound]: text("askNotFound"),
    [Code.InvalidArgument]: text("askInvalid"),
    [Code.ResourceExhausted]: text("askBusy"),
  };
  return `${words[problem.code] ?? text("askFailed")} (${problem.rawMessage})`;
}

function show(answer: CapacityAnswer | undefined): void {
  shown = answer;
  const card = byId("answer");
  card.hidden = answer === undefined;
  if (answer) card.replaceChildren(...drawAnswer(answer));
}

type Question = Parameters<typeof capacity.askCapacity>[0];

// Part by part for who may see how long each takes; in one piece for everybody else.
async function answerTo(question: Question): Promise<CapacityAnswer | undefined> {
  if (hasToken) {
    try {
      for await (const reply of capacity.followCapacity({ question }, { timeoutMs: 300_000 })) {
        if (reply.step.case === "progress") say(partWords(reply.step.value));
        if (reply.step.case === "answer") return reply.step.value;
      }
    } catch (error) {
      if (ConnectError.from(error).code !== Code.PermissionDenied) throw error;
    }
  }
  return (await capacity.askCapacity(question)).answer;
}

async function ask(): Promise<void> {
  const button = byId<HTMLButtonElement>("ask-button");
  button.disabled = true;
  say(text("asking"));
  try {
    const kind = Number(byId<HTMLSelectElement>("ask-kind").value) as ConnectionKind;
    const isMore = byId<HTMLInputElement>("ask-more").checked;
    const answer = await answerTo({
      at: pointOf(byId<HTMLInputElement>("ask-at").value.trim()),
      kind,
      requestedMw: Number(byId<HTMLInputElement>("ask-mw").value),
      profile: { name: byId<HTMLSelectElement>("ask-profile").value },
      withMeasures: isMore,
      withStandings: isMore,
      withDoubts: isMore,
      withCriteria: isMore,
      withEffects: isMore,
      withReserve: isMore && kind === ConnectionKind.LOAD,
      years: isMore ? yearsAhead.map((ahead) => planningYear + ahead) : [],
    });
    say("");
    show(answer);
    if (answer?.recordId) history.replaceState(null, "", `#answer=${answer.recordId}`);
  } catch (error) {
    say(explain(error));
  }
  button.disabled = false;
}

// An address that ends in #answer=ID shows that record again.
async function showFromAddress(): Promise<void> {
  const id = /(?:^|[#&])answer=([0-9a-f]{32})/.exec(location.hash)?.[1];
  if (!id || shown?.recordId === id) return;
  try {
    show((await capacity.getCapacityAnswer({ recordId: id })).answer);
  } catch (error) {
    say(explain(error));
  }
}

async function followBasis(): Promise<void> {
  for (;;) {
    let isDone = false;
    try {
      const basis = await capacity.getCapacityBasis({});
      planningYear = basis.key?.planningYear ?? 0;
      const part = basis.totalCount > 0n ? Number(basis.doneCount) / Number(basis.totalCount) : 0;
      const isReady = basis.stage === BasisStage.READY;
      const share =
        basis.stage === BasisStage.STATES ? statesPart * part : statesPart + (1 - statesPart) * part;
      const bar = byId<HTMLProgressElement>("ask-progress");
      // How far it is is told to readers of K3 alone.
      const isTold = isReady || basis.totalCount > 0n;
      if (isTold) bar.value = isReady ? 1 : share;
      else bar.removeAttribute("value");
      byId("ask-basis").hidden = isReady;
      basisText = () =>
        basis.stage === BasisStage.FAILED
          ? text("basisFailed")
          : `${text("basisBuilding")} ${basis.key?.planningYear ?? ""}${isTold ? `: ${number(100 * share)} %` : ""}`;
      byId("ask-basis-text").textContent = basisText();
      isDone = isReady || basis.stage === BasisStage.FAILED;
    } catch (error) {
      if (ConnectError.from(error).code === Code.Unimplemented) {
        byId("ask-section").hidden = true;
        return;
      }
    }
    if (isDone) return;
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
}

// The public may ask with the open profiles alone.
async function listProfiles(): Promise<void> {
  try {
    const reply = await capacity.listConnectionProfiles({});
    for (const profile of reply.profiles) {
      if (profile.id === "flat" || !(profile.isOpen || hasToken)) continue;
      const option = document.createElement("option");
      option.value = profile.id;
      option.textContent = profile.id;
      option.title = profile.name;
      byId("ask-profile").append(option);
    }
  } catch {
    // A twin without connection questions has no profiles; the form is hidden then.
  }
}

export function setStations(found: Asset[]): void {
  stations = found;
  byId("ask-stations").replaceChildren(
    ...[...new Set(found.map((station) => station.name))].sort().map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }),
  );
}

// The station chosen on the map is the one asked about.
export function choose(stationName: string): void {
  byId<HTMLInputElement>("ask-at").value = stationName;
}

// After the language has changed.
export function redrawAsk(): void {
  if (shown) show(shown);
  if (basisText) byId("ask-basis-text").textContent = basisText();
}

export function wireAsk(): void {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    void ask();
  });
  window.addEventListener("hashchange", () => void showFromAddress());
  byId("ask-more-label").hidden = !hasToken;
  void listProfiles();
  void showFromAddress();
  void followBasis();
}
