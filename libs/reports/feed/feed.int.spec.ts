import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { anActiveItem, aReportedHalf, itemSample } from '#action-items/action-items.samples';
import { obligationIdOf } from '#action-items/action-item.events';
import { SideRegistered } from '#directory/side.events';
import { Database } from '#read-models/database';
import { ReadPosition } from '#read-models/read-position';
import { aDraftProtocol, sample } from '#protocols/protocols.samples';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import { FeedController } from '../feed.controller.js';
import { FeedTail } from './feed-tail.js';
import { feed, feedTable } from './feed.view.js';

const { ru, cu, protocolId } = sample;
const { itemId } = itemSample;
const russia = SideRegistered({
  sideId: ru,
  code: 'RU',
  names: { en: 'Russia' },
  timeZone: 'Europe/Moscow',
  weekend: [6, 7],
  defaultLanguage: 'ru',
  rounding: 'previous',
});

let view: ViewHarness;
let app: NestFastifyApplication;
let url: string;
const log = new TestLog();

beforeAll(async () => {
  view = await openViewHarness(feed);
  await view.apply([
    ...log.add('side', ru, [russia]),
    ...log.add('protocol', protocolId, aDraftProtocol()),
    ...log.add('actionItem', itemId, anActiveItem()),
    ...log.add('obligation', obligationIdOf(itemId, ru), aReportedHalf()),
    ...log.add('key', sample.decision, [{ type: 'KeyReserved', data: { kind: 'x', ownerId: itemId } }]),
  ]);
  const module = await Test.createTestingModule({
    controllers: [FeedController],
    providers: [
      FeedTail,
      { provide: Database, useValue: view.db },
      { provide: ReadPosition, useValue: view.positions },
    ],
  }).compile();
  app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  // Stands for the guard: the side is whoever the header says.
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request) => {
      Object.assign(request, { actor: { sideId: request.headers['x-side'], roles: [] } });
    });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});

afterAll(async () => {
  await app.close();
  await view.close();
});

interface Told {
  readonly id: string;
  readonly event: string;
  readonly data: { topic?: string; id?: string; type?: string };
}

const open: AbortController[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.abort();
});

/** Reads the stream until `count` events came, or forever; heartbeats are left out. */
async function listen(side: string, count: number, lastEventId?: string, opened?: () => void): Promise<Told[]> {
  const stop = new AbortController();
  open.push(stop);
  const answer = await fetch(`${url}/api/v1/feed`, {
    headers: { 'x-side': side, ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) },
    signal: stop.signal,
  });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  opened?.();
  const told: Told[] = [];
  let text = '';
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = Object.fromEntries(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => line.split(/: (.*)/s).slice(0, 2)),
      );
      text = text.slice(end + 2);
      if (fields['event'])
        told.push({ id: fields['id'], event: fields['event'], data: JSON.parse(fields['data']) } as Told);
      if (told.length === count) {
        stop.abort();
        return told;
      }
    }
  }
  return told;
}

describe('the feed', () => {
  it('tells a side what is common, what is joint and what is its own, and nothing of the other', async () => {
    const rows = await view.rows(feedTable);
    const seenBy = (side: string) => rows.filter(({ viewer_side_id: viewer }) => viewer === null || viewer === side);
    expect(seenBy(ru).map(({ type }) => type)).toContain('CompletionReported');
    expect(seenBy(cu).map(({ type }) => type)).not.toContain('CompletionReported');
    expect(seenBy(cu).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['SideRegistered', 'ProtocolDrafted', 'DeadlineResolved']),
    );
    expect(rows.map(({ topic }) => topic)).not.toContain('key');
  });

  it('begins at the head, and from Last-Event-ID on tells everything once, in order', async () => {
    const all = await listen(ru, 1 + 1 + 3 + 8 + 1, '0');
    expect(all[0]).toMatchObject({ event: 'ready', id: '0' });
    expect(all.slice(1).map(({ data }) => data.type)).toEqual([
      'SideRegistered',
      ...aDraftProtocol().map(({ type }) => type),
      ...anActiveItem().map(({ type }) => type),
      'CompletionReported',
    ]);
    const rest = await listen(ru, 3, all.at(-3)!.id);
    expect(rest.slice(1)).toEqual(all.slice(-2));
    expect(await listen(ru, 1)).toEqual([{ event: 'ready', id: expect.any(String), data: {} }]);
  });

  it('tells what is recorded while it is open, at once', async () => {
    const told = listen(cu, 2);
    const other = { ...russia.data, sideId: cu, code: 'CU' };
    await view.apply(log.add('side', cu, [{ type: 'SideRegistered', data: other }]));
    expect((await told)[1]).toMatchObject({ event: 'change', data: { topic: 'side', id: cu } });
  });

  it('asks to read everything again when the position is not of this log', async () => {
    expect(await listen(ru, 1, '999999999')).toMatchObject([{ event: 'resync' }]);
    const answer = await fetch(`${url}/api/v1/feed`, { headers: { 'x-side': ru, 'Last-Event-ID': 'yesterday' } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  it('ends its streams when the server closes', async () => {
    let stream = Promise.resolve<Told[]>([]);
    await new Promise<void>((resolve) => {
      stream = listen(ru, 1_000, undefined, resolve);
    });
    await app.close();
    expect((await stream).map(({ event }) => event)).toEqual(['ready']);
  });
});
