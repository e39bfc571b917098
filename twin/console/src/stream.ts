// The one stream that feeds the picture: of the living twin, or of a branch that is followed.
import { Code, ConnectError } from "@connectrpc/connect";

import { operations } from "./api.js";
import { apply, type Picture } from "./picture.js";

const retryMilliseconds = 1500;
const frameMilliseconds = 250;

export interface Listener {
  onFrame(): void;
  onLost(): void;
  // The branch that was followed is no more; the stream is back at the living twin.
  onGone(): void;
}

export class Stream {
  private wanted = "";
  private turn = new AbortController();

  constructor(
    private readonly picture: Picture,
    private readonly listener: Listener,
  ) {}

  // Empty: the living twin. It may take a moment until the picture is that one's.
  get scenarioId(): string {
    return this.wanted;
  }

  turnTo(scenarioId: string): void {
    if (scenarioId === this.wanted) return;
    this.wanted = scenarioId;
    this.turn.abort();
  }

  async run(): Promise<void> {
    for (;;) {
      this.turn = new AbortController();
      const { signal } = this.turn;
      const problem = await this.follow(this.wanted, signal);
      if (signal.aborted) continue;
      if (this.wanted !== "" && problem === Code.NotFound) {
        this.wanted = "";
        this.listener.onGone();
        continue;
      }
      this.listener.onLost();
      await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
    }
  }

  // Until the stream ends; by what.
  private async follow(branchId: string, signal: AbortSignal): Promise<Code | undefined> {
    const { picture } = this;
    const isSame = picture.scenarioId === branchId;
    try {
      const frames = operations.watch(
        {
          epoch: isSame ? picture.epoch : "",
          sequence: isSame ? picture.sequence : 0n,
          minInterval: { seconds: 0n, nanos: frameMilliseconds * 1_000_000 },
          branchId,
          minutes: true,
        },
        { signal },
      );
      for await (const frame of frames) {
        if (signal.aborted) return undefined;
        apply(picture, frame, branchId);
        this.listener.onFrame();
      }
    } catch (error) {
      if (!signal.aborted) console.warn("stream ended", error);
      return ConnectError.from(error).code;
    }
    return undefined;
  }
}
