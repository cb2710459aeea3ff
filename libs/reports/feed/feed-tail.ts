import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Database } from '#read-models/database';
import { ReadPosition } from '#read-models/read-position';
import { feed, feedTable, type FeedRow } from './feed.view.js';

/** How often the feed is looked at while somebody listens, ms: what a live update waits at most. */
const lookEvery = 150;
const batchSize = 500;

export interface FeedEntry {
  readonly position: bigint;
  readonly topic: string;
  readonly subjectId: string;
  readonly type: string;
}

/** The end of the feed, shared by all listeners of this process: one look at the database wakes them all. */
@Injectable()
export class FeedTail implements OnModuleInit {
  private readonly waiting = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private seen = -1n;
  private readonly closing = new AbortController();

  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
    private readonly http: HttpAdapterHost,
  ) {}

  /** Aborted when the server stops serving. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  onModuleInit(): void {
    // The server waits for open requests before it closes, and these never end by themselves. A worker serves nothing.
    const server = this.http.httpAdapter?.getInstance<{
      addHook?: (name: 'preClose', run: () => Promise<void>) => void;
    }>();
    server?.addHook?.('preClose', async () => {
      clearTimeout(this.timer);
      this.closing.abort();
    });
  }

  /** Where the feed stands: everything up to there can be read. */
  async head(): Promise<bigint> {
    return this.positions.of(feed.name);
  }

  /** What one side may know, after a position, in log order. */
  async after(position: bigint, viewer: string): Promise<FeedEntry[]> {
    const rows = await this.db.query<FeedRow & { since: bigint }>(
      `select * from ${feedTable.name} where since > $1 and (viewer_side_id = $2 or viewer_side_id is null)
       order by since limit ${batchSize}`,
      [position, viewer],
    );
    return rows.map(({ since, topic, subject_id: subjectId, type }) => ({ position: since, topic, subjectId, type }));
  }

  /** Resolves when the feed has moved beyond the position, or the signal is aborted. */
  async moved(beyond: bigint, signal: AbortSignal): Promise<void> {
    if (this.seen > beyond || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
      this.timer ??= setTimeout(() => void this.look(), lookEvery);
    });
  }

  private async look(): Promise<void> {
    // A database that cannot be reached for a moment only delays the update.
    const head = await this.head().catch(() => this.seen);
    this.timer = undefined;
    if (head !== this.seen) {
      this.seen = head;
      for (const wake of this.waiting) wake();
    } else if (this.waiting.size > 0) {
      this.timer = setTimeout(() => void this.look(), lookEvery);
    }
  }
}
