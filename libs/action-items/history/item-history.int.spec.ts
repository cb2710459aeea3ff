import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sample } from '#protocols/protocols.samples';
import { anItemStory } from '../../../test/support/item-story.js';
import { openViewHarness, TestLog, type RowVersion, type ViewHarness } from '../../../test/support/view-harness.js';
import { actionItemEvents } from '../action-item.events.js';
import { itemSample } from '../action-items.samples.js';
import { obligationEvents } from '../obligation.events.js';
import { historyTable, itemHistory, type HistoryRow } from './item-history.view.js';

const { itemId } = itemSample;
const { ru, cu } = sample;
const story = anItemStory(new TestLog());
const internal = new Set<string>(obligationEvents.map(({ type }) => type));

let view: ViewHarness;
let rows: RowVersion<HistoryRow>[];

beforeAll(async () => {
  view = await openViewHarness(itemHistory);
  await view.apply(story);
  rows = (await view.versions(historyTable)).toSorted((a, b) => Number(BigInt(a.since) - BigInt(b.since)));
});
afterAll(() => view.close());

it('takes every event of items and obligations', () => {
  const types = [...actionItemEvents, ...obligationEvents].map(({ type }) => type as string);
  expect([...itemHistory.handlers.keys()].toSorted()).toEqual(types.toSorted());
  expect(new Set(rows.map(({ type }) => type))).toEqual(new Set(types));
});

it('tells each side what is joint and what is its own, once, in the order of the log', () => {
  for (const viewer of [ru, cu]) {
    const own = story.filter(({ id, type, data }) =>
      internal.has(type) ? (data as { sideId: string }).sideId === viewer : id === itemId,
    );
    const told = rows.filter((row) => row.viewer_side_id === viewer);
    expect(told.map(({ type, since }) => `${since} ${type}`)).toEqual(
      own.map(({ type, position }) => `${position} ${type}`),
    );
    for (const [n, { metadata }] of own.entries()) {
      expect(told[n]).toMatchObject({ recorded_at: metadata.recordedAt, effective_date: metadata.effectiveDate });
    }
  }
});

it('keeps what its sentences need, and no reference to a text', () => {
  const due = rows.find(({ type, side_id: side }) => type === 'DeadlineResolved' && side === ru)!;
  expect(due.params).toMatchObject({ dueOn: '2019-11-08', calendarVersion: 1 });
  const written = rows.find(({ type }) => type === 'DeadlineSet')!;
  expect(JSON.parse(String(written.params['expression']))).toMatchObject({ kind: 'after', amount: 60 });
  expect(JSON.stringify(rows)).not.toMatch(/textId|sha256/);
});
