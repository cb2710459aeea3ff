import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Command, Outcome, Receipt } from './client.js';
import { command, deriving, drafting, reporting, type Commission } from './commission.js';

/** Pause of a writer between two commands, ms. */
const pace = 40;
const writers = 8;

let numbers = 0;
const fresh = (what: string): string => `${what}-${(numbers += 1)}`;

/**
 * Writers that command one after the other, each what the last answer lets it, until they are told to stop: new streams,
 * a chain of clauses in a protocol of its own, reports of all of them on one stream, items that process managers react to.
 */
export class Load {
  readonly outcomes: Outcome[] = [];
  private readonly running: Promise<void>[];
  private stopped = false;
  private items = 0;

  constructor(private readonly commission: Commission) {
    this.running = Array.from({ length: writers }, (_, n) => this.write(commission.secretaries[n % 2 === 0 ? 0 : 1]));
  }

  /** How many commands have been acknowledged so far. */
  get acknowledged(): number {
    return this.outcomes.filter(({ receipt }) => receipt).length;
  }

  /** Resolves when so many more have been acknowledged than now. */
  async goesOn(more: number): Promise<void> {
    const enough = this.acknowledged + more;
    while (this.acknowledged < enough) await delay(10);
  }

  /** Resolves when what was sent is answered. */
  async stop(): Promise<readonly Outcome[]> {
    this.stopped = true;
    await Promise.all(this.running);
    return this.outcomes;
  }

  private async write(client: Client): Promise<void> {
    const { bodyId, meetingId } = this.commission;
    let draft = await this.take(client, drafting(bodyId, meetingId, fresh('Draft'), 0));
    while (!this.stopped) {
      await this.take(client, this.proposal());
      await this.report(client);
      if (draft) draft = await this.take(client, this.clause(draft));
      const item = this.item();
      if (item) await this.take(client, item);
    }
  }

  private async take(client: Client, issued: Command): Promise<Receipt | undefined> {
    const outcome = await client.persist(issued);
    this.outcomes.push(outcome);
    await delay(pace);
    return outcome.receipt;
  }

  /** All writers of a side report on one stream: the revision seen by this one may be stale. */
  private async report(client: Client): Promise<void> {
    const side = client === this.commission.secretaries[0] ? 0 : 1;
    const reported = await this.take(client, reporting(this.commission, side));
    if (reported) this.commission.halves[side] = reported.revision;
  }

  private proposal(): Command {
    const marker = fresh('Meeting');
    const body = { bodyId: this.commission.bodyId, kind: 'expertsMeeting', titles: { en: marker } };
    return command('/api/v1/meetings', body, { marker });
  }

  private clause({ id, revision }: Receipt): Command {
    const marker = fresh('Clause');
    const body = { path: marker.split('-')[1], kind: 'decision', texts: { en: marker } };
    return command(`/api/v1/protocols/${id}/clauses`, body, { marker, ifMatch: revision });
  }

  private item(): Command | undefined {
    const clauseId = this.commission.clauseIds[this.items];
    this.items += 1;
    return clauseId === undefined ? undefined : deriving(this.commission, clauseId, fresh('ITEM'));
  }
}
