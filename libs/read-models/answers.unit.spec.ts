import { describe, expect, it } from '@jest/globals';
import { DomainError } from '#kernel/domain-error';
import { parameterOf } from '../../test/support/param-decorator.js';
import { pageOf, Paged, preferredLanguage, Viewer, type Page } from './answers.js';
import { At, type ReadAt } from './read-at.js';

/** A request as Fastify gives it. */
function get(url: string) {
  const { pathname, searchParams } = new URL(url, 'http://host');
  return { url, path: pathname, query: Object.fromEntries(searchParams), headers: {} };
}

/** What is thrown, as code and kind. */
function refusal(ask: () => unknown): object | undefined {
  try {
    ask();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, kind: error.kind };
  }
  return undefined;
}

const paged = (url: string) => parameterOf<Page>(Paged(), get(url));
const at = (url: string) => parameterOf<ReadAt>(At(), get(url));

describe('a page', () => {
  const rows = Array.from({ length: 25 }, (_, n) => ({ number: `11-${n + 1}`, id: String(n) }));
  /** The list as a query would read it: after the key, one more than the page. */
  const read = ({ after, limit }: Page) => {
    const from = after ? rows.findIndex(({ id }) => id === after[1]) + 1 : 0;
    return rows.slice(from, from + limit + 1);
  };

  it('is a hundred rows unless asked otherwise', () => {
    expect(paged('/list')).toMatchObject({ limit: 100, after: null });
    expect(paged('/list?limit=500')).toMatchObject({ limit: 500 });
  });

  it('leads to the next until all were shown, none twice', () => {
    const shown: string[] = [];
    let next: string | null = null;
    do {
      const page: Page = paged(`/list?body=x&limit=7${next ? `&cursor=${next}` : ''}`);
      const answer = pageOf(read(page), page, ({ number, id }) => [number, id]);
      shown.push(...answer.items.map(({ id }) => id));
      ({ next } = answer);
    } while (next);
    expect(shown).toEqual(rows.map(({ id }) => id));
  });

  it('is the last when nothing is left, also when it is just full', () => {
    const page = paged('/list?limit=25');
    expect(pageOf(read(page), page, ({ id }) => ['', id]).next).toBeNull();
    expect(pageOf([], page, () => []).items).toEqual([]);
  });

  const cursor = () => {
    const page = paged('/list?body=x&asOf=2019-09-11T12:00:00Z&limit=2');
    return pageOf(read(page), page, ({ number, id }) => [number, id]).next!;
  };

  it.each([
    '/other?body=x&asOf=2019-09-11T12:00:00Z',
    '/list?body=y&asOf=2019-09-11T12:00:00Z',
    '/list?body=x',
    '/list',
  ])('does not go on in another list: %s', (url) => {
    const separator = url.includes('?') ? '&' : '?';
    expect(refusal(() => paged(`${url}${separator}cursor=${cursor()}`))).toEqual({
      code: 'http/cursorOfAnotherList',
      kind: 'invalid',
    });
  });

  it('goes on in the same list whatever its size, the order of the filters and the position waited for', () => {
    const url = `/list?limit=9&cursor=${cursor()}&minPosition=5&asOf=2019-09-11T12:00:00Z&body=x`;
    expect(paged(url)).toMatchObject({ limit: 9, after: ['11-2', '1'] });
  });

  it.each([
    'limit=0',
    'limit=501',
    'limit=-1',
    'limit=1.5',
    'limit=x',
    'limit=',
    'cursor=',
    'cursor=e30',
    'cursor=%00',
    'cursor=W10',
  ])('is refused for %s', (parameter) => {
    expect(refusal(() => paged(`/list?${parameter}`))).toMatchObject({ kind: 'invalid' });
  });
});

describe('the moment a query is asked for', () => {
  it('is now unless said otherwise', () => {
    expect(at('/list')).toEqual({});
  });

  it('is an instant or a position, and a position to wait for', () => {
    expect(at('/list?asOf=2019-09-11T12:00Z')).toEqual({ asOf: '2019-09-11T12:00:00.000Z' });
    expect(at('/list?asOf=2019-09-11T12:00:00.123456Z&minPosition=5')).toEqual({
      asOf: '2019-09-11T12:00:00.123Z',
      minPosition: 5n,
    });
    expect(at('/list?position=9007199254740993')).toEqual({ position: 9007199254740993n });
  });

  it.each([
    'asOf=2019-02-30T12:00:00Z',
    'asOf=0000-01-01T00:00:00Z',
    'asOf=2019-09-11T24:00:00Z',
    'asOf=2019-09-11',
    'asOf=2019-09-11T12:00:00%2B03:00',
    'asOf=yesterday',
    'asOf=',
    'position=-1',
    'position=1e3',
    'position=99999999999999999999',
    'position=9223372036854775808',
    'minPosition=9999999999999999999',
    'minPosition=x',
  ])('is refused for %s', (parameter) => {
    expect(refusal(() => at(`/list?${parameter}`))).toEqual({ code: 'http/malformedParameter', kind: 'invalid' });
  });

  it('is either an instant or a position', () => {
    expect(refusal(() => at('/list?asOf=2019-09-11T12:00:00Z&position=1'))).toMatchObject({
      code: 'http/asOfAndPosition',
    });
  });
});

it.each([
  [undefined, 'en'],
  ['', 'en'],
  ['ru', 'ru'],
  ['ru-RU,ru;q=0.9,en;q=0.8', 'ru'],
  ['de, es;q=0.5, en;q=0.4', 'es'],
  ['en;q=0.4, es;q=0.5', 'es'],
  ['ru;q=0, es', 'es'],
  ['*', 'en'],
  ['RU', 'ru'],
  ['ru;q=abc', 'en'],
])('for Accept-Language %p the answer is in %s', (header, language) => {
  expect(preferredLanguage(header)).toBe(language);
});

describe('whose rows are read', () => {
  const viewer = (actor?: object) => parameterOf<string>(Viewer(), { actor });

  it('is said by the account, which must be signed in and belong to a side', () => {
    expect(viewer({ sideId: 'ru' })).toBe('ru');
    expect(refusal(() => viewer({ sideId: null }))).toEqual({ code: 'access/noSide', kind: 'forbidden' });
    expect(refusal(() => viewer())).toEqual({ code: 'access/notSignedIn', kind: 'unauthenticated' });
  });
});
