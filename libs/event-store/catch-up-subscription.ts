import type { AllStreamResolvedEvent, AllStreamSubscription } from '@kurrent/kurrentdb-client';
import type { RecordedEvent, SubscribeOptions, Subscription } from './event-log.js';

/** Events held before the reader is told to wait, and the most that one handler call gets. */
const highWater = 2_000;
const batchSize = 500;
/** Pause before a lost subscription is opened again, ms; doubles up to the second figure. */
const firstPause = 100;
const longestPause = 5_000;

/**
 * One catch-up subscription that lives until it is stopped: the client does not reconnect by itself, so this one opens
 * a new one after the last handled position whenever the old one ends or fails. Events are handled in batches of what
 * has arrived; a rejected handler counts as an interruption and its events are delivered again.
 */
export class CatchUpSubscription implements Subscription {
  private buffer: RecordedEvent[] = [];
  private after: bigint | null;
  private pause = firstPause;
  private stopped = false;
  private wake: () => void = () => undefined;
  private readonly finished: Promise<void>;

  constructor(
    private readonly open: (after: bigint | null) => AllStreamSubscription,
    private readonly convert: (event: AllStreamResolvedEvent) => RecordedEvent,
    private readonly options: SubscribeOptions,
  ) {
    this.after = options.after;
    this.finished = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.finished;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.consume();
      } catch (error) {
        if (this.stopped) return;
        this.options.onInterrupted(error instanceof Error ? error : new Error(String(error)));
        await this.sleep(this.pause);
        this.pause = Math.min(this.pause * 2, longestPause);
      }
    }
  }

  private async consume(): Promise<void> {
    this.buffer = [];
    let failure: unknown;
    const subscription = this.open(this.after);
    subscription.on('data', (resolved: AllStreamResolvedEvent) => {
      this.buffer.push(this.convert(resolved));
      if (this.buffer.length >= highWater) subscription.pause();
      this.wake();
    });
    const ended = (error: unknown) => {
      failure ??= error;
      this.wake();
    };
    subscription.on('error', ended);
    subscription.on('end', () => ended(new Error('the store ended the subscription')));
    try {
      while (!this.stopped) {
        if (failure !== undefined) throw failure;
        if (this.buffer.length === 0) await this.woken();
        else await this.handleBatch(subscription);
      }
    } finally {
      // Leaving the loop alone would keep the call open on the server.
      await subscription.unsubscribe().catch(() => subscription.destroy());
    }
  }

  private async handleBatch(subscription: AllStreamSubscription): Promise<void> {
    const batch = this.buffer.splice(0, batchSize);
    if (this.buffer.length < highWater / 2 && subscription.isPaused()) subscription.resume();
    await this.options.handle(batch);
    this.after = batch.at(-1)!.position;
    this.pause = firstPause;
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private async sleep(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([new Promise((resolve) => void (timer = setTimeout(resolve, ms))), this.woken()]);
    clearTimeout(timer);
  }
}
