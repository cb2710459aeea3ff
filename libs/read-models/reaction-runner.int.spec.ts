import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandBus } from '@nestjs/cqrs';
import { FixedClock } from '#kernel/clock';
import { DomainError } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import { LogUnavailable } from '#event-store/event-log';
import { startDatabase, type DatabaseFixture } from '../../test/support/database-fixture.js';
import { AddToTally, TallyAdded, TallyOpened, type TallyCommand } from '../../test/support/tally.js';
import { TestLog } from '../../test/support/view-harness.js';
import type { Database } from './database.js';
import { Fenced } from './poison.js';
import { ReactionRunner, systemAccountId } from './reaction-runner.js';
import { react, type Placed, type Reaction } from './view.js';

let fixture: DatabaseFixture;
let db: Database;
let log: TestLog;
let issued: TallyCommand[];
/** What the bus does with a command before it counts as acknowledged. */
let answer: (command: TallyCommand) => void;

beforeAll(async () => {
  fixture = await startDatabase();
  ({ db } = fixture);
});
afterAll(() => fixture.close());
beforeEach(async () => {
  log = new TestLog();
  issued = [];
  answer = () => undefined;
  await db.query('delete from views.checkpoint');
  await db.query('delete from views.parked_command');
});

const bus = {
  execute(command: TallyCommand) {
    issued.push(command);
    return Promise.resolve().then(() => answer(command));
  },
} as unknown as CommandBus;

const own = uuid5('tally', 'own');
const [a, b] = [uuid5('tally', 'a'), uuid5('tally', 'b')];
const amount = (value: number) => Object.assign(new AddToTally(), { amount: value });

/** Adds as much to the given tallies, in their order. */
const spreading = (...tallies: string[]): Reaction => ({
  name: 'spreading',
  handlers: new Map([
    react(TallyAdded, async ({ data }, act) => {
      for (const tally of tallies) await act(amount(data.amount), tally);
    }),
  ]),
});

const open = (reaction = spreading(a)) =>
  ReactionRunner.open({ db, bus, clock: new FixedClock('2020-01-01T00:00:00.000Z') }, reaction);
const added = (...amounts: number[]) =>
  log.add(
    'tally',
    own,
    amounts.map((value) => TallyAdded({ amount: value })),
    { effectiveDate: '2019-09-01' },
  );
const ids = () => issued.map(({ envelope }) => envelope.commandId);
const checkpoint = async () =>
  (await db.query<{ position: bigint | null; parked: unknown }>('select position, parked from views.checkpoint'))[0];
const refused = () =>
  db.query<{ code: string; params: unknown }>('select code, params, event_type, position from views.parked_command');

describe('a reaction', () => {
  it('issues its commands as the system, caused by the event and on its day', async () => {
    const [event] = added(5);
    await (await open()).handle([event!]);
    expect(issued).toHaveLength(1);
    expect(issued[0]).toMatchObject({ type: 'AddToTally', id: a, amount: 5 });
    expect(issued[0]!.envelope).toEqual({
      commandId: expect.any(String),
      correlationId: event!.metadata.correlationId,
      causationId: event!.eventId,
      actor: { accountId: systemAccountId, officeId: null, sideId: null, roles: ['system'] },
      effectiveDate: '2019-09-01',
      expectedRevision: null,
    });
  });

  it('passes events of other types and events it has dealt with', async () => {
    const events = [...log.add('tally', own, [TallyOpened({ code: 'x' })]), ...added(1, 2)];
    const runner = await open();
    await runner.handle(events.slice(0, 2));
    await runner.handle(events);
    await (await open()).handle(events);
    expect(issued).toMatchObject([{ amount: 1 }, { amount: 2 }]);
    expect([runner.checkpoint, await checkpoint()]).toEqual([300n, { position: 300n, parked: null }]);
  });

  it('moves its checkpoint only when its commands are acknowledged, and repeats them with the same ids', async () => {
    const events = added(1, 2, 3);
    answer = ({ id }) => {
      if (id === b && issued.length === 4) throw new LogUnavailable('no answer');
    };
    await expect((await open(spreading(a, b))).handle(events)).rejects.toBeInstanceOf(LogUnavailable);
    expect(await checkpoint()).toMatchObject({ position: 100n });
    const first = ids();
    issued = [];
    answer = () => undefined;
    await (await open(spreading(a, b))).handle(events);
    expect(ids()).toEqual([...first.slice(2), ...ids().slice(2)]);
    expect(new Set([...first, ...ids()]).size).toBe(6);
  });

  it('gives a command the same id whatever others it issues', async () => {
    const events = added(1);
    await (await open(spreading(a, b))).handle(events);
    const [toA, toB] = ids();
    for (const tallies of [[b], [b, a], [b, b]]) {
      await db.query('delete from views.checkpoint');
      issued = [];
      await (await open(spreading(...tallies))).handle(events);
      const firstTo = (tally: string) => issued.find(({ id }) => id === tally)?.envelope.commandId;
      expect(firstTo(b)).toBe(toB);
      expect([toA, undefined]).toContain(firstTo(a));
      expect(new Set(ids()).size).toBe(tallies.length);
    }
  });

  it('keeps a refused command with its reason, once, and goes on', async () => {
    const events = added(1, 2);
    answer = (command) => {
      if ((command as AddToTally).amount === 1) throw new DomainError('tally/tooMuch', 'conflict', { limit: 0 });
    };
    await (await open()).handle(events);
    const kept = [{ code: 'tally/tooMuch', params: { limit: 0 }, event_type: 'TallyAdded', position: 100n }];
    expect([await refused(), await checkpoint()]).toEqual([kept, { position: 200n, parked: null }]);
    await db.query('update views.checkpoint set position = null');
    await (await open()).handle(events);
    expect(await refused()).toEqual(kept);
  });

  it('does not take a busy stream for a refusal', async () => {
    answer = () => {
      throw new DomainError('http/busy', 'unavailable');
    };
    await expect((await open()).handle(added(1))).rejects.toMatchObject({ code: 'http/busy' });
    expect([await refused(), await checkpoint()]).toEqual([[], { position: null, parked: null }]);
  });

  it('is run by one projector at a time', async () => {
    const events = added(1, 2);
    const [first, second] = [await open(), await open()];
    await first.handle(events.slice(0, 1));
    await expect(second.handle(events)).rejects.toBeInstanceOf(Fenced);
    expect([first.parked, second.parked, await checkpoint()]).toEqual([null, null, { position: 100n, parked: null }]);
  });
});

describe('an event that a reaction cannot handle', () => {
  const broken: Reaction = {
    name: 'spreading',
    handlers: new Map([
      react(TallyAdded, async ({ data }, act) => {
        if (data.amount === 2) throw new TypeError('two');
        await act(amount(data.amount), a);
      }),
    ]),
  };

  it('parks it there until it is tried again', async () => {
    const events = added(1, 2, 3);
    const runner = await open(broken);
    await runner.handle(events);
    await runner.handle(added(4));
    const parked = { reason: 'two', eventType: 'TallyAdded', position: '200' };
    expect([issued.length, await checkpoint(), runner.parked]).toEqual([1, { position: 100n, parked }, parked]);
    const reopened = await open();
    await reopened.handle(events);
    expect([issued.length, reopened.parked]).toEqual([1, parked]);
    reopened.retry();
    await reopened.handle(events);
    expect(issued).toMatchObject([{ amount: 1 }, { amount: 2 }, { amount: 3 }]);
    expect(await checkpoint()).toEqual({ position: 300n, parked: null });
  });

  it('because this build cannot read it parks it alike', async () => {
    const [event] = added(1);
    const unreadable: Placed = { ...event!, undecodable: 'TallyAdded version 2 is newer than this build knows' };
    const runner = await open();
    await runner.handle([unreadable]);
    expect([issued, runner.parked?.reason]).toEqual([[], unreadable.undecodable]);
  });
});
