import { beforeEach, describe, expect, it } from '@jest/globals';
import { faultsOf, type StoryStep } from './story.js';
import { runStory, type StoryStage } from './story-runner.js';

const monday = '2019-09-09T09:00:00.000Z';
const tuesday = '2019-09-10T09:00:00.000Z';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** An API of things with a revision, which knows every Idempotency-Key it has seen, as the real one does. */
class Api {
  readonly calls: Call[] = [];
  readonly log: string[] = [];
  readonly revisions = new Map<string, number>();
  private readonly receipts = new Map<string, object>();
  /** Answers given before anything else, oldest first. */
  readonly planned: Response[] = [];
  now = monday;

  readonly fetch = (async (url: string, init: RequestInit = {}) => {
    const headers = init.headers as Record<string, string>;
    const { pathname, search } = new URL(url);
    const method = init.method ?? 'GET';
    this.calls.push({ method, path: pathname + search, headers, body: init.body && JSON.parse(init.body as string) });
    this.log.push(`${method} ${pathname}`);
    return this.planned.shift() ?? (method === 'GET' ? this.read(pathname) : this.write(pathname, headers));
  }) as unknown as typeof fetch;

  readonly stage: StoryStage = {
    url: 'http://api',
    fetch: this.fetch,
    clock: {
      now: () => this.now,
      moveTo: async (moment) => {
        this.now = moment;
        this.log.push(`clock ${moment}`);
      },
    },
    headersOf: async (who) => ({ Authorization: `Bearer ${who}` }),
    settled: async () => void this.log.push('settled'),
  };

  private read(path: string): Response {
    const revision = this.revisions.get(path.split('/').at(-1)!);
    return revision === undefined ? json(404, {}) : json(200, {}, { ETag: `"${revision}"` });
  }

  private write(path: string, headers: Record<string, string>): Response {
    const key = headers['Idempotency-Key']!;
    const [, collection, id = `id-of-${key}`] = path.split('/');
    const revision = this.revisions.get(id);
    const location = { Location: `/${collection}/${id}` };
    const known = this.receipts.get(key);
    if (known) return json(200, known, location);
    if (revision !== undefined && headers['If-Match'] !== `"${revision}"`) return json(412, {});
    this.revisions.set(id, (revision ?? -1) + 1);
    const receipt = {
      id,
      revision: String(this.revisions.get(id)),
      position: String(this.receipts.size),
      recorded: ['Done'],
    };
    this.receipts.set(key, receipt);
    return json(revision === undefined ? 201 : 200, receipt, location);
  }
}

const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

const draft: StoryStep = {
  at: monday,
  as: 'ru',
  method: 'POST',
  path: '/protocols',
  body: { number: 1 },
  key: 'draft',
  names: 'protocol',
};
const sign = (as: string, at = monday): StoryStep => ({
  at,
  as,
  method: 'POST',
  path: '/protocols/{protocol}/signatures',
  body: (id) => ({ of: id('protocol') }),
  key: `sign-${as}`,
  ifMatch: 'protocol',
});

let api: Api;
beforeEach(() => {
  api = new Api();
});

describe('runStory', () => {
  it('sends each step as its own person, with its key, filled names and the ETag of the last receipt', async () => {
    const named = await runStory([draft, sign('ru'), sign('cu')], api.stage);
    expect(api.calls).toEqual([
      expect.objectContaining({ method: 'POST', path: '/protocols', body: { number: 1 } }),
      expect.objectContaining({ path: '/protocols/id-of-draft/signatures', body: { of: 'id-of-draft' } }),
      expect.objectContaining({ path: '/protocols/id-of-draft/signatures' }),
    ]);
    expect(
      api.calls.map(({ headers }) => [headers['Authorization'], headers['Idempotency-Key'], headers['If-Match']]),
    ).toEqual([
      ['Bearer ru', 'draft', undefined],
      ['Bearer ru', 'sign-ru', '"0"'],
      ['Bearer cu', 'sign-cu', '"1"'],
    ]);
    expect(named.get('protocol')).toEqual({ id: 'id-of-draft', path: '/protocols/id-of-draft', etag: '"2"' });
  });

  it('lets everything settle before the clock moves, and moves it only forward', async () => {
    await runStory([draft, sign('ru'), sign('cu', tuesday)], api.stage);
    const signed = 'POST /protocols/id-of-draft/signatures';
    expect(api.log).toEqual(['POST /protocols', signed, 'settled', `clock ${tuesday}`, signed, 'settled']);
    api.log.length = 0;
    await runStory([draft, sign('ru'), sign('cu', tuesday)], api.stage);
    expect(api.log).toEqual(['POST /protocols', signed, signed, 'settled']);
  });

  it('records nothing twice when it runs again, also after it was broken off', async () => {
    const stopped = new AbortController();
    const stage = { ...api.stage, signal: stopped.signal, onStep: (done: number) => done === 1 && stopped.abort() };
    await expect(runStory([draft, sign('ru'), sign('cu')], stage as StoryStage)).rejects.toThrow('aborted');
    const again = { ...api.stage };
    await runStory([draft, sign('ru'), sign('cu')], again);
    const named = await runStory([draft, sign('ru'), sign('cu')], again);
    expect(api.revisions).toEqual(new Map([['id-of-draft', 2]]));
    expect(named.get('protocol')?.etag).toBe('"2"');
  });

  it('fetches the current ETag after a 412 and tries again', async () => {
    await runStory([draft], api.stage);
    api.revisions.set('id-of-draft', 7);
    const named = await runStory([draft, sign('ru')], api.stage);
    expect(api.log.slice(-5)).toEqual([
      'POST /protocols/id-of-draft/signatures',
      'settled',
      'GET /protocols/id-of-draft',
      'POST /protocols/id-of-draft/signatures',
      'settled',
    ]);
    expect(named.get('protocol')?.etag).toBe('"8"');
  });

  it('gives up when the ETag is stale again and again', async () => {
    await runStory([draft], api.stage);
    for (let round = 0; round < 5; round += 1) api.planned.push(json(412, {}), json(200, {}, { ETag: '"1"' }));
    api.planned.unshift(json(200, { id: 'x', revision: '0', position: '0', recorded: [] }));
    await expect(runStory([draft, sign('ru')], api.stage)).rejects.toThrow(/sign-ru .* answered 412/);
  });

  it('asks again when a service is unavailable', async () => {
    api.planned.push(json(503, {}));
    await runStory([draft], api.stage);
    expect(api.log).toEqual(['POST /protocols', 'POST /protocols', 'settled']);
  });

  it('stops at a refusal and says which step it was', async () => {
    api.planned.push(json(422, { code: 'protocols/numberTaken' }));
    await expect(runStory([draft, sign('ru')], api.stage)).rejects.toThrow(
      /draft \(2019-09-09.*, as ru\): POST \/protocols answered 422 .*numberTaken/,
    );
    expect(api.calls).toHaveLength(1);
  });

  it('looks up what the worker made until it is there, from views that have seen every command', async () => {
    const find: StoryStep = {
      at: monday,
      as: 'ru',
      path: '/items?protocol={protocol}',
      finds: 'item',
      pick: (answer: { items?: string[] }) =>
        answer.items && { id: answer.items[0]!, path: `/items/${answer.items[0]}` },
    };
    const report: StoryStep = {
      ...sign('ru'),
      path: '/items/{item}/reports',
      body: undefined,
      ifMatch: 'item',
      key: 'report',
    };
    api.revisions.set('i-1', 4);
    api.planned.push(json(201, { id: 'p', revision: '0', position: '41', recorded: [] }), json(200, {}));
    api.planned.push(json(200, { items: ['i-1'] }));
    await runStory([draft, find, report], api.stage);
    expect(api.calls.slice(1).map(({ method, path, headers }) => [method, path, headers['If-Match']])).toEqual([
      ['GET', '/items?protocol=p&minPosition=41', undefined],
      ['GET', '/items?protocol=p&minPosition=41', undefined],
      ['GET', '/items/i-1?minPosition=41', undefined],
      ['POST', '/items/i-1/reports', '"4"'],
    ]);
  });

  it('refuses a story with faults before it sends anything', async () => {
    await expect(runStory([sign('ru')], api.stage)).rejects.toThrow(RangeError);
    expect(api.calls).toEqual([]);
  });
});

describe('faultsOf', () => {
  it('finds steps out of order, unknown names, repeated keys and names, and moments without a zone', () => {
    const steps: StoryStep[] = [
      { ...draft, at: tuesday },
      draft,
      { ...sign('ru', tuesday), ifMatch: 'item' },
      { ...sign('cu'), at: '2019-09-12' },
    ];
    expect(faultsOf(steps)).toEqual([
      'step 2 (draft): is before the one above it',
      'step 2 (draft): the key is used twice',
      'step 2 (draft): protocol is named twice',
      'step 3 (sign-ru): item is not named by an earlier step',
      'step 4 (sign-cu): 2019-09-12 is not an instant in UTC',
    ]);
    expect(faultsOf([draft, sign('ru'), sign('cu', tuesday)])).toEqual([]);
  });
});
