import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { FixedClock } from '#kernel/clock';
import { commandHash, sha256, type CommandShape } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { streamOf, uuid5 } from '#kernel/ids';
import { MemoryVault } from '../../test/support/memory-vault.js';
import { startStore, type StoreFixture } from '../../test/support/store-fixture.js';
import {
  AddToTally,
  NoteOnTally,
  OpenTally,
  tallyDecider,
  to,
  type TallyCommand,
  type TallyState,
} from '../../test/support/tally.js';
import { Authority } from './authority.js';
import { EventLog, LogUnavailable, WrongRevision, type EventToAppend, type SubscribeOptions } from './event-log.js';
import { EventStore } from './event-store.js';

const recordedAt = '2019-09-11T12:00:00.000Z';

/** Counts what a log is asked for, and can have something happen right before an append. */
class Watched extends EventLog {
  reads = 0;
  appends = 0;
  beforeAppend: ((stream: string, events: readonly EventToAppend[]) => Promise<void>) | undefined;

  constructor(private readonly log: EventLog) {
    super();
  }
  override read(stream: string, from: bigint) {
    this.reads += 1;
    return this.log.read(stream, from);
  }
  override async append(stream: string, expected: bigint, events: readonly EventToAppend[]) {
    this.appends += 1;
    await this.beforeAppend?.(stream, events);
    return this.log.append(stream, expected, events);
  }
  override subscribe(options: SubscribeOptions) {
    return this.log.subscribe(options);
  }
  override readAll(options: Parameters<EventLog['readAll']>[0]) {
    return this.log.readAll(options);
  }
  override head() {
    return this.log.head();
  }
  override close() {
    return this.log.close();
  }
}

class Doorkeeper extends Authority {
  override permit({ envelope }: CommandShape): void {
    if (envelope.actor.roles.includes('nobody')) throw new DomainError('access/notAllowed', 'forbidden');
  }
}

let store: StoreFixture;
let log: EventLog;
let watched: Watched;
let vault: MemoryVault;
let events: EventStore;
let id: string;

beforeAll(async () => {
  store = await startStore();
  log = store.open();
});
afterAll(() => store.close());
beforeEach(() => {
  ({ watched, vault, events } = aProcess());
  id = randomUUID();
});

/** An application process of its own over the same log: its own cache, its own vault connection. */
function aProcess(now = recordedAt) {
  const own = { watched: new Watched(log), vault: new MemoryVault() };
  return { ...own, events: new EventStore(own.watched, new FixedClock(now), own.vault, new Doorkeeper()) };
}

const run = (command: TallyCommand, by = events) => by.execute(tallyDecider, command);
const opened = (code = randomUUID()) => run(to(id, OpenTally, { code }));
const stored = () => log.read(streamOf('tally', id), 0n);
const sum = async (by = events) => (await by.fold<TallyState, never>(tallyDecider as never, id)).state.sum;

/** The refusal of a command, as code and kind. */
const refused = (execution: Promise<unknown>) =>
  execution.then(
    (receipt) => ({ receipt }),
    (error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
      return { code: error.code, kind: error.kind, params: error.params };
    },
  );

describe('a command', () => {
  it('is recorded with who, why, when and on what it was decided', async () => {
    const other = randomUUID();
    await run(to(other, OpenTally, { code: other }));
    await run(to(other, AddToTally, { amount: 5 }));
    const { position: before } = await opened();
    const command = to(id, AddToTally, { amount: 5, like: other }, { effectiveDate: '2019-09-01' });
    const receipt = await run(command);
    const [, event] = await stored();
    const { actor, commandId, correlationId, causationId } = command.envelope;
    const { accountId, officeId, sideId } = actor;
    expect(event).toMatchObject({ type: 'TallyAdded', data: { amount: 5 }, revision: 1n });
    expect(event!.metadata).toEqual({
      schemaVersion: 1,
      commandId,
      commandHash: commandHash(command),
      correlationId,
      causationId,
      actor: { accountId, officeId, sideId },
      effectiveDate: '2019-09-01',
      recordedAt,
      facts: { [streamOf('tally', other)]: '1' },
    });
    expect(receipt).toEqual({ id, revision: '1', position: String(event!.position), recorded: ['TallyAdded'] });
    expect(event!.position).toBeGreaterThan(BigInt(before));
  });

  it('of a process manager has neither office nor side', async () => {
    const actor = { accountId: uuid5('account', 'system'), officeId: null, sideId: null, roles: ['system'] };
    await run(to(id, OpenTally, { code: id }, { actor }));
    const [event] = await stored();
    expect(event!.metadata.actor).toEqual({ accountId: actor.accountId, officeId: null, sideId: null });
    expect(event!.metadata).not.toHaveProperty('facts');
  });

  it('is asked for authority before anything else', async () => {
    const command = to(
      id,
      OpenTally,
      { code: id },
      { actor: { ...to(id, OpenTally, {}).envelope.actor, roles: ['nobody'] } },
    );
    expect(await refused(run(command))).toMatchObject({ code: 'access/notAllowed', kind: 'forbidden' });
    expect(watched).toMatchObject({ reads: 0, appends: 0 });
  });

  it('that finds it already so records nothing and answers where it stands', async () => {
    const receipt = await opened();
    expect(await run(to(id, AddToTally, { amount: 0 }))).toEqual({ ...receipt, recorded: [] });
    expect(await stored()).toHaveLength(1);
  });
});

describe('repeating a command', () => {
  it('answers the same and records nothing, here and in another process', async () => {
    await opened();
    const command = to(id, AddToTally, { amount: 2 }, { expectedRevision: 0n });
    const receipt = await run(command);
    await run(to(id, AddToTally, { amount: 3 }));
    const again = to(id, AddToTally, { amount: 2 }, { ...command.envelope });
    expect(await run(again)).toEqual(receipt);
    expect(await run(again, aProcess().events)).toEqual(receipt);
    expect(await sum()).toBe(5);
  });

  it('at the same time has one effect', async () => {
    await opened();
    const command = () => to(id, AddToTally, { amount: 2 }, { commandId: uuid5('repeated', id), expectedRevision: 0n });
    const processes = [events, aProcess('2019-09-11T12:00:01.000Z').events];
    const receipts = await Promise.all(Array.from({ length: 20 }, (_, n) => run(command(), processes[n % 2])));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    expect(await sum()).toBe(2);
  });

  it('with another body is refused, before the revision is looked at', async () => {
    await opened();
    const first = to(id, AddToTally, { amount: 2 }, { expectedRevision: 0n });
    await run(first);
    const other = to(id, AddToTally, { amount: 3 }, { ...first.envelope, expectedRevision: 77n });
    expect(await refused(run(other))).toMatchObject({ code: 'http/idempotencyKeyReused', kind: 'unprocessable' });
    const otherType = to(id, OpenTally, { code: 'x' }, first.envelope);
    expect(await refused(run(otherType))).toMatchObject({ code: 'http/idempotencyKeyReused' });
  });

  it('after an append whose answer never came finds it done', async () => {
    await opened();
    const command = to(id, AddToTally, { amount: 2 }, { expectedRevision: 0n });
    watched.beforeAppend = async (stream, toAppend) => {
      watched.beforeAppend = undefined;
      await log.append(stream, 0n, toAppend);
      throw new LogUnavailable('no answer');
    };
    await expect(run(command)).rejects.toBeInstanceOf(LogUnavailable);
    expect(await run(command)).toMatchObject({ revision: '1', recorded: ['TallyAdded'] });
    expect(await stored()).toHaveLength(2);
  });

  it('that another process decides otherwise at the same time takes the one that was first', async () => {
    const other = randomUUID();
    await run(to(other, OpenTally, { code: other }));
    await opened();
    const command = () => to(id, AddToTally, { amount: 1 }, { commandId: uuid5('otherwise', id) });
    const elsewhere = aProcess();
    // Between this decision and its append the same command is decided elsewhere, with another outcome.
    watched.beforeAppend = async () => {
      watched.beforeAppend = undefined;
      const decide: typeof tallyDecider.decide = (...of) => [
        ...tallyDecider.decide(...of),
        ...tallyDecider.decide(...of),
      ];
      await elsewhere.events.execute({ ...tallyDecider, decide }, command());
    };
    expect(await run(command())).toMatchObject({ revision: '2', recorded: ['TallyAdded', 'TallyAdded'] });
    expect(await run(to(id, AddToTally, { amount: 1 }))).toMatchObject({ revision: '3' });
    expect(await sum()).toBe(3);
  });
});

describe('the revision the caller saw', () => {
  it('is refused when it is not the current one', async () => {
    await opened();
    await run(to(id, AddToTally, { amount: 1 }));
    for (const expectedRevision of [0n, 5n]) {
      const outcome = await refused(run(to(id, AddToTally, { amount: 1 }, { expectedRevision })));
      expect(outcome).toEqual({
        code: 'http/staleRevision',
        kind: 'staleRevision',
        params: { current: '1', expected: String(expectedRevision) },
      });
    }
  });

  it('of something that does not exist does not matter: it is missing', async () => {
    const unknown = to(id, AddToTally, { amount: 1 }, { expectedRevision: 3n });
    expect(await refused(run(unknown))).toMatchObject({ code: 'tally/unknown', kind: 'missing' });
    // What may begin with the command is not begun by one that saw something else there.
    const first = to(id, OpenTally, { code: id }, { expectedRevision: 3n });
    expect(await refused(run(first))).toMatchObject({ code: 'http/staleRevision', params: { current: '-1' } });
    expect(await stored()).toEqual([]);
  });

  it('is compared with the log, not with what this process remembers', async () => {
    await opened();
    await run(to(id, AddToTally, { amount: 1 }), aProcess().events);
    const seen = to(id, AddToTally, { amount: 1 }, { expectedRevision: 1n });
    expect(await run(seen)).toMatchObject({ revision: '2' });
    const stale = to(id, AddToTally, { amount: 1 }, { expectedRevision: 1n });
    await run(to(id, AddToTally, { amount: 1 }), aProcess().events);
    expect(await refused(run(stale))).toMatchObject({ params: { current: '3' } });
  });
});

describe('what a process remembers', () => {
  it('lets a command be decided with one append and no read', async () => {
    await opened();
    Object.assign(watched, { reads: 0, appends: 0 });
    for (let n = 0; n < 5; n += 1) await run(to(id, AddToTally, { amount: 1 }));
    expect(watched).toMatchObject({ reads: 0, appends: 5 });
  });

  it('never decides a refusal alone', async () => {
    const other = randomUUID();
    await run(to(other, OpenTally, { code: other }));
    await run(to(id, AddToTally, { amount: 1 })).catch(() => undefined);
    await run(to(id, OpenTally, { code: id }), aProcess().events);
    // This process has only seen that there is no such tally.
    expect(await run(to(id, AddToTally, { amount: 1 }))).toMatchObject({ revision: '1' });
    expect(await refused(run(to(id, OpenTally, { code: id })))).toMatchObject({ code: 'tally/open' });
  });

  it('is kept apart for each way of folding a stream', async () => {
    await opened();
    await run(to(id, AddToTally, { amount: 1 }));
    const counting = { ...tallyDecider, initial: 0, evolve: (count: number) => count + 1 };
    expect(await events.fold(counting, id)).toMatchObject({ state: 2 });
    expect(await sum()).toBe(1);
    expect(await run(to(id, AddToTally, { amount: 1 }))).toMatchObject({ revision: '2' });
    expect(await events.fold(counting, id)).toMatchObject({ state: 3 });
  });
});

describe('many writers', () => {
  it('of one stream in two processes lose no update', async () => {
    await opened();
    const processes = [events, aProcess().events];
    const writers = Array.from({ length: 16 }, async (_, writer) => {
      for (let n = 0; n < 5; n += 1) await run(to(id, AddToTally, { amount: 1 }), processes[writer % 2]);
    });
    const started = performance.now();
    await Promise.all(writers);
    const recorded = await stored();
    expect(recorded.map(({ revision }) => revision)).toEqual(recorded.map((_, n) => BigInt(n)));
    expect(await sum(aProcess().events)).toBe(80);
    // No writer starves: F5 allows two seconds.
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('give up after a bounded number of rounds', async () => {
    await opened();
    watched.beforeAppend = () => Promise.reject(new WrongRevision('another was first'));
    watched.appends = 0;
    expect(await refused(run(to(id, AddToTally, { amount: 1 })))).toMatchObject({
      code: 'http/busy',
      kind: 'unavailable',
    });
    expect(watched.appends).toBeLessThanOrEqual(50);
  });
});

describe('a natural key', () => {
  it('goes to one of two creators; the other is told', async () => {
    const code = randomUUID();
    const creators = Array.from({ length: 6 }, () => randomUUID());
    const outcomes = await Promise.all(
      creators.map((creator) => refused(run(to(creator, OpenTally, { code }), aProcess().events))),
    );
    const lost = outcomes.filter((outcome) => 'code' in outcome);
    expect(lost).toEqual(
      creators
        .slice(1)
        .map(() => ({ code: 'http/keyTaken', kind: 'conflict', params: { kind: 'tallyCode', key: code } })),
    );
    const streams = await Promise.all(creators.map((creator) => log.read(streamOf('tally', creator), 0n)));
    expect(streams.filter((found) => found.length > 0)).toHaveLength(1);
  });

  it('that was reserved before a crash lets the creation resume', async () => {
    const code = randomUUID();
    const command = to(id, OpenTally, { code });
    watched.beforeAppend = (stream) =>
      stream.startsWith('tally-') ? Promise.reject(new LogUnavailable('crash')) : Promise.resolve();
    await expect(run(command)).rejects.toBeInstanceOf(LogUnavailable);
    expect(await stored()).toEqual([]);
    expect(await refused(run(to(randomUUID(), OpenTally, { code })))).toMatchObject({ code: 'http/keyTaken' });
    expect(await run(command, aProcess().events)).toMatchObject({ revision: '0' });
    const key = await log.read(streamOf('key', uuid5('tallyCode', code)), 0n);
    expect(key.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'KeyReserved', data: { kind: 'tallyCode', ownerId: id } },
    ]);
  });

  it('is not reserved for a command that is refused', async () => {
    await opened();
    const code = randomUUID();
    expect(await refused(run(to(id, OpenTally, { code })))).toMatchObject({ code: 'tally/open' });
    expect(await run(to(randomUUID(), OpenTally, { code }))).toMatchObject({ revision: '0' });
  });
});

describe('a free text', () => {
  const note = { lang: 'en', text: 'Said on the telephone.' } as never;

  it('is in the vault before the event, which only refers to it', async () => {
    const command = to(id, NoteOnTally, { note });
    let inVault: string[] = [];
    watched.beforeAppend = () => {
      inVault = [...vault.texts.values()].map(({ text }) => text);
      return Promise.resolve();
    };
    await run(command);
    expect(inVault).toEqual(['Said on the telephone.']);
    const [event] = await stored();
    const [textId] = vault.texts.keys();
    expect(event!.data).toEqual({ note: { textId, sha256: sha256('Said on the telephone.'), lang: 'en' } });
    expect(vault.texts.get(textId!)).toMatchObject({ ownerSideId: command.envelope.actor.sideId, lang: 'en' });
    expect(
      JSON.stringify(event, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('telephone');
  });

  it('leaves the command as it was issued, so that the very same one can be repeated', async () => {
    const command = to(id, NoteOnTally, { note });
    const receipt = await run(command);
    expect(command.note).toEqual({ lang: 'en', text: 'Said on the telephone.' });
    expect(await run(command)).toEqual(receipt);
    expect(
      await refused(run(to(id, NoteOnTally, { note: { ...command.note, text: 'Other' } }, command.envelope))),
    ).toMatchObject({
      code: 'http/idempotencyKeyReused',
    });
  });

  it('is kept beside another under the same key: in another stream, or corrected after an append that failed', async () => {
    const command = to(id, NoteOnTally, { note });
    const other = randomUUID();
    const kept = async (tally: string) => {
      const [event] = await log.read(streamOf('tally', tally), 0n);
      return vault.texts.get((event!.data['note'] as { textId: string }).textId)?.text;
    };
    watched.beforeAppend = () => Promise.reject(new LogUnavailable('not stored'));
    await expect(run(command)).rejects.toBeInstanceOf(LogUnavailable);
    watched.beforeAppend = undefined;
    await run(to(id, NoteOnTally, { note: { ...command.note, text: 'Corrected.' } }, command.envelope));
    await run(to(other, NoteOnTally, { note: { ...command.note, text: 'Elsewhere.' } }, command.envelope));
    expect([await kept(id), await kept(other)]).toEqual(['Corrected.', 'Elsewhere.']);
  });
});
