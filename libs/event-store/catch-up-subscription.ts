import type { AllStreamResolvedEvent, AllStreamSubscription } from '@kurrent/kurrentdb-client';
import { LogUnavailable, type RecordedEvent, type SubscribeOptions, type Subscription } from './event-log.js';

/** Events held before the reader is told to wait, and the most that one handler call gets. */
const highWater = 2_000;
const batchSize = 500;
/** Pause before a lost subscription is opened again, ms; doubles up to the second figure. */
const firstPause = 100;
const longestPause = 5_000;
/** How long an event that the log has may be on its way, ms. */
const onItsWay = 1_000;

/** What a subscription reads from. */
export interface SubscriptionSource {
  open(after: bigint | null): AllStreamSubscription;
  /** The next one is to be opened on another connection. */
  distrust(): void;
  /** @throws TypeError when it is no event of ours */
  convert(event: AllStreamResolvedEvent): RecordedEvent;
  /** Position of the newest event that a subscription delivers; -1 when there is none. */
  newest(): Promise<bigint>;
  /** After this long without an event the log is asked whether there should have been one, ms. */
  readonly silence: number;
}

/**
 * One catch-up subscription that lives until it is stopped: the client does not reconnect by itself, so this one opens
 * a new one after the last handled position whenever the old one ends, fails or falls silent. Events are handled in
 * batches of what has arrived; a rejected handler counts as an interruption and its events are delivered again.
 */
export class CatchUpSubscription implements Subscription {
  private buffer: RecordedEvent[] = [];
  /** The last position handled; null before the first. */
  private after: bigint | null = null;
  private pause = firstPause;
  private stopped = false;
  private wake: () => void = () => undefined;
  private readonly finished: Promise<void>;

  constructor(
    private readonly source: SubscriptionSource,
    private readonly options: SubscribeOptions,
  ) {
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
        // Also when a handler could not reach the log: this connection may hang as its own did.
        if (error instanceof LogUnavailable) this.source.distrust();
        this.options.onInterrupted(error instanceof Error ? error : new Error(String(error)));
        await this.woken(this.pause, () => this.stopped);
        this.pause = Math.min(this.pause * 2, longestPause);
      }
    }
  }

  private async consume(): Promise<void> {
    this.buffer = [];
    this.after = this.options.after();
    let failure: unknown;
    const ended = (error: unknown) => {
      failure ??= error;
      this.wake();
    };
    let newest = this.after ?? -1n;
    const subscription = this.source.open(this.after);
    subscription.on('data', (resolved: AllStreamResolvedEvent) => {
      try {
        const event = this.source.convert(resolved);
        // A checkpoint is one position: what comes after it was passed would be skipped, so the order is asked for anew.
        if (event.position < newest) throw new Error(`position ${event.position} was delivered after ${newest}`);
        if (event.position > newest) this.buffer.push(event);
        newest = event.position;
      } catch (error) {
        // An exception in a listener would end the process.
        ended(error);
      }
      if (this.buffer.length >= highWater) subscription.pause();
      this.wake();
    });
    subscription.on('error', ended);
    subscription.on('end', () => ended(new Error('the store ended the subscription')));
    const somethingToDo = () => this.stopped || failure !== undefined || this.buffer.length > 0;
    try {
      while (!this.stopped) {
        if (failure !== undefined) throw failure;
        if (this.buffer.length > 0) await this.handleBatch(subscription);
        else if (!(await this.woken(this.source.silence, somethingToDo))) await this.doubtSilence(somethingToDo);
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

  /** A call can die without a word, for the client tells of no such thing. @throws LogUnavailable when an event is missing */
  private async doubtSilence(somethingToDo: () => boolean): Promise<void> {
    const newest = await this.source.newest();
    if (newest <= (this.after ?? -1n)) return;
    if (!(await this.woken(onItsWay, somethingToDo))) throw new LogUnavailable('the subscription fell silent');
  }

  /** Waits until `condition` holds. @returns false when it does not after so many ms */
  private async woken(ms: number, condition: () => boolean): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, ms, 'late');
    });
    try {
      while (!condition()) {
        const woken = new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        if ((await Promise.race([woken, late])) === 'late') return condition();
      }
      return true;
    } finally {
      clearTimeout(timer);
    }
  }
}
