import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { CommandBus } from '@nestjs/cqrs';
import { FixedClock } from '#kernel/clock';
import type { DomainEvent } from '#kernel/event';
import { uuid5 } from '#kernel/ids';
import { Authority } from '#event-store/authority';
import { EventStore } from '#event-store/event-store';
import { protocolDecider } from '#protocols/protocol.decider';
import type { DisposeClause } from '#protocols/protocol.commands';
import { anAdoptedProtocol, aProtocolInEffect, sample } from '#protocols/protocols.samples';
import { ReactionRunner, type Surroundings } from '#read-models/reaction-runner';
import type { Placed } from '#read-models/view';
import { ViewRunner } from '#read-models/view-runner';
import { startDatabase, type DatabaseFixture } from '../../test/support/database-fixture.js';
import { sidesOf } from '../../test/support/item-story.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryVault } from '../../test/support/memory-vault.js';
import { TestLog } from '../../test/support/view-harness.js';
import type { ActivateActionItem } from './action-item.commands.js';
import { actionItemDecider } from './action-item.decider.js';
import { ActionItemDerived, type ActionItemId } from './action-item.events.js';
import { aPendingItem, itemSample } from './action-items.samples.js';
import { activation } from './activation.reaction.js';
import { statusBoard } from './board/status-board.view.js';

const { itemId } = itemSample;
const { protocolId } = sample;
const adopted = anAdoptedProtocol();
const takesEffect = aProtocolInEffect().slice(adopted.length);

class Anyone extends Authority {
  override permit(): void {
    // Whoever it is.
  }
}

let database: DatabaseFixture;
let log: MemoryLog;
let places: TestLog;
let store: EventStore;
let around: Surroundings;
let board: ViewRunner;
let reaction: ReactionRunner;
let issued: (ActivateActionItem | DisposeClause)[];

beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  await db.query('delete from views.checkpoint');
  await db.query('delete from views.parked_command');
  [log, places, issued] = [new MemoryLog(), new TestLog(), []];
  const clock = new FixedClock('2019-09-12T12:00:00.000Z');
  store = new EventStore(log, clock, new MemoryVault(), new Anyone());
  const bus = {
    execute(command: ActivateActionItem | DisposeClause) {
      issued.push(command);
      return command.type === 'DisposeClause'
        ? store.execute(protocolDecider, command)
        : store.execute(actionItemDecider, command);
    },
  } as unknown as CommandBus;
  board = await ViewRunner.open(db, statusBoard);
  around = { db, bus, clock };
  reaction = await ReactionRunner.open(around, activation);
  await record(...sidesOf(places));
});

/** Records events, brings the board up to them and has the reaction deal with them, as the projector does. */
async function record(...events: readonly Placed[]): Promise<void> {
  for (const { stream, eventId, type, data, metadata } of events) {
    // The reaction may have recorded something in the stream meanwhile.
    const { length } = await log.read(stream, 0n);
    const event = { id: eventId, type, data: data as Record<string, unknown>, metadata };
    await log.append(stream, BigInt(length) - 1n, [event]);
  }
  await board.advance(events, events.at(-1)!.position);
  await reaction.handle(events);
  expect([board.parked, reaction.parked]).toEqual([null, null]);
}

const ofProtocol = (events: readonly DomainEvent[]) => places.add('protocol', protocolId, events);
const ofItem = (events: readonly DomainEvent[], id: string = itemId) => places.add('actionItem', id, events);
const typesOf = async (category: string, id: string) =>
  (await log.read(`${category}-${id}`, 0n)).map(({ type }) => type);
const count = (types: readonly string[], type: string) => types.filter((one) => one === type).length;
const refused = () => database.db.query('select * from views.parked_command');

it('an item derived before its protocol took effect binds when it does, with both halves due', async () => {
  await record(...ofProtocol(adopted));
  await record(...ofItem(aPendingItem()));
  expect(count(await typesOf('actionItem', itemId), 'ActionItemActivated')).toBe(0);
  await record(...ofProtocol([...takesEffect]));
  const types = await typesOf('actionItem', itemId);
  expect([count(types, 'ActionItemActivated'), count(types, 'DeadlineResolved')]).toEqual([1, 2]);
  expect(await refused()).toEqual([]);
});

it('an item derived from a protocol in effect binds at once, from the day it was derived', async () => {
  await record(...ofProtocol(aProtocolInEffect()));
  await record(...ofItem(aPendingItem()));
  const recorded = await log.read(`actionItem-${itemId}`, 0n);
  expect(recorded.filter(({ type }) => type === 'ActionItemActivated')).toMatchObject([
    { data: { activatedOn: '2019-09-11' }, metadata: { actor: { officeId: null, sideId: null } } },
  ]);
});

it('a clause that items derive from is disposed of, once', async () => {
  await record(...ofProtocol(adopted));
  await record(...ofItem(aPendingItem()));
  const another = uuid5('another', 'item') as ActionItemId;
  const [derived] = aPendingItem() as [ReturnType<typeof ActionItemDerived>];
  await record(...ofItem([ActionItemDerived({ ...derived.data, itemId: another, number: '2019-1-2' })], another));
  expect(count(await typesOf('protocol', protocolId), 'ClauseDisposed')).toBe(1);
  expect(await refused()).toEqual([]);
});

it('only the items of the protocol that took effect are activated', async () => {
  const another = uuid5('another', 'item') as ActionItemId;
  const [derived] = aPendingItem() as [ReturnType<typeof ActionItemDerived>];
  await record(...ofProtocol(adopted));
  await record(...ofItem(aPendingItem()));
  const elsewhere = { ...derived.data, itemId: another, protocolId: uuid5('another', 'protocol') as never };
  const foreign = ofItem([ActionItemDerived({ ...elsewhere, number: '2019-1-2' })], another);
  await board.advance(foreign, foreign[0]!.position);
  issued = [];
  await record(...ofProtocol([...takesEffect]));
  expect(issued).toMatchObject([{ type: 'ActivateActionItem', id: itemId, activatedOn: '2019-09-11' }]);
});

it('running it again over the whole log records nothing', async () => {
  const story = [...ofProtocol(adopted), ...ofItem(aPendingItem()), ...ofProtocol([...takesEffect])];
  await record(...story);
  const before = log.events.length;
  await database.db.query('update views.checkpoint set position = null where name = $1', [activation.name]);
  const again = await ReactionRunner.open(around, activation);
  await again.handle(story);
  expect([log.events.length, await refused()]).toEqual([before, []]);
});
