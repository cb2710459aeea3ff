import { randomUUID } from 'node:crypto';
import { jsonEvent, KurrentDBClient, type JSONEventType } from '@kurrent/kurrentdb-client';
import { Module, type Type } from '@nestjs/common';
import { z } from 'zod';
import { event } from '#kernel/event';
import { capability } from '#read-models/registry';
import { react, when, type Reaction, type View } from '#read-models/view';
import { viewTable, type ViewTable } from '#read-models/view-table';

/** `broken` cannot take some events; `fixed` is the next build, which can. */
export type Build = 'broken' | 'fixed';

const Grown = event('PlantedGrown', { size: z.int() });
/** Known to the broken build in its first version only. */
const shape = { size: z.int(), colour: z.string() };
const WiltedBefore = event('PlantedWilted', { size: z.int() });
const WiltedNow = event('PlantedWilted', shape, {
  version: 2,
  upcasters: { 1: (data) => ({ ...data, colour: 'none' }) },
});
/** Not known to the broken build, though one of its views takes it. */
const Burnt = event('PlantedBurnt', { size: z.int() });

type Row = { id: string; sizes: readonly number[] };

const tableOf = (name: string): ViewTable<Row> =>
  viewTable<Row>({
    name,
    kind: 'current',
    group: 'id',
    columns: { id: 'uuid not null', sizes: 'jsonb not null' },
  });

/** Names of the views that stand still in the broken build, with the event at which each does. */
export const affected = {
  'planted-throws': 'PlantedGrown',
  'planted-newer': 'PlantedWilted',
  'planted-unknown': 'PlantedBurnt',
  'planted-reaction': 'PlantedGrown',
} as const;
/** One that can take everything it looks at. */
export const steady = 'planted-steady';

/** Keeps every size in order, so that one left out or taken twice shows. */
function keeping(
  name: string,
  types: readonly (typeof Grown | typeof WiltedBefore | typeof Burnt)[],
  refuses: (size: number) => boolean,
): View {
  const table = tableOf(name.replaceAll('-', '_'));
  const handlers = types.map((type) =>
    when(type, ({ id, data: { size } }, rows) => {
      if (refuses(size)) throw new RangeError(`${name} cannot take a size of ${size}`);
      rows.put(table, { id, sizes: [...(rows.one(table, id)?.sizes ?? []), size] });
    }),
  );
  return { name, version: 1, tables: [table], handlers: new Map(handlers) };
}

/** A capability of the test's own: four views and a process manager over events that one build cannot take. */
export function plantedModule(build: Build): Type {
  const refuses = (size: number) => build === 'broken' && size < 0;
  const reaction: Reaction = {
    name: 'planted-reaction',
    handlers: new Map([
      react(Grown, async ({ data: { size } }) => {
        if (refuses(size)) throw new RangeError(`planted-reaction cannot take a size of ${size}`);
      }),
    ]),
  };
  const planted = capability({
    name: 'planted',
    categories: ['planted'],
    events: build === 'broken' ? [Grown, WiltedBefore] : [Grown, WiltedNow, Burnt],
    views: [
      keeping('planted-throws', [Grown], refuses),
      keeping('planted-newer', [Grown, WiltedBefore], () => false),
      keeping('planted-unknown', [Grown, Burnt], () => false),
      keeping(steady, [Grown], () => false),
    ],
    reactions: [reaction],
  });
  @Module({ providers: [planted] })
  class PlantedModule {}
  return PlantedModule;
}

/** Writes events of a planted stream with the official client, as another build would. */
export async function plant(
  url: string,
  ...planted: readonly [type: string, version: number, size: number][]
): Promise<void> {
  const client = KurrentDBClient.connectionString(url);
  const events = planted.map(([type, schemaVersion, size]) =>
    jsonEvent<JSONEventType>({
      id: randomUUID(),
      type,
      data: { size, colour: 'red' },
      metadata: metadataOf(schemaVersion),
    }),
  );
  try {
    await client.appendToStream(stream, events);
  } finally {
    await client.dispose();
  }
}

const stream = `planted-${randomUUID()}`;

function metadataOf(schemaVersion: number) {
  const commandId = randomUUID();
  return {
    schemaVersion,
    commandId,
    commandHash: '0'.repeat(64),
    correlationId: commandId,
    causationId: commandId,
    actor: { accountId: commandId, officeId: null, sideId: null },
    effectiveDate: '2025-01-15',
    recordedAt: new Date().toISOString(),
  };
}
