import type { ProductClient } from './product-client.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}
interface OpenApi {
  readonly paths: Readonly<Record<string, { readonly get?: { readonly parameters?: readonly Parameter[] } }>>;
}

/** Values for the query parameters that a route cannot do without. */
const given: Readonly<Record<string, string>> = { from: '2019-09-11T23:00:00.000Z' };
/** A stream without an end; read on its own. */
const endless = ['/api/v1/feed'];
/** What an answer says of the moment of asking, or of the request itself. */
const ofTheMoment = new Set(['asOf', 'position', 'now', 'expiresAt', 'traceId']);

/** What a reader is answered: path → status, entity tag and body, without the moment of asking. */
export type Everything = ReadonlyMap<string, string>;

/**
 * Asks every route of the OpenAPI description that only reads, with the id of each thing that a list of the same path
 * gives, items by those of the board.
 * @param position what was recorded up to it stands in every answer
 * @throws Error for a route that it does not know how to ask: it would go unseen
 */
export async function readEverything(reader: ProductClient, position: string): Promise<Everything> {
  const { paths } = await reader.read<OpenApi>('/openapi.json');
  const answers = new Map<string, string>();
  const ids = new Map<string, string[]>();
  const ask = async (route: string, path: string) => {
    const query = queryFor(route, paths[route]!.get?.parameters ?? [], position);
    const { status, headers, body } = await reader.get<Record<string, unknown>>(`${path}${query}`, { language: 'en' });
    answers.set(path, JSON.stringify([status, headers.get('ETag'), withoutMoment(body)]));
    const { items, next } = body as { items?: { id?: string }[]; next?: string | null };
    if (!items) return;
    if (next) throw new Error(`${route} has a further page, which nobody has read`);
    ids.set(
      path,
      items.flatMap(({ id }) => id ?? []),
    );
  };
  const routes = Object.keys(paths).filter((route) => route.startsWith('/api/') && paths[route]!.get);
  for (const route of routes) if (!route.includes('{') && !endless.includes(route)) await ask(route, route);
  ids.set('/api/v1/action-items', ids.get('/api/v1/board') ?? []);
  for (const route of routes.filter((one) => one.includes('{'))) {
    const [list, rest] = route.split('/{id}');
    if (rest === undefined || rest.includes('{')) throw new Error(`nobody knows how to ask ${route}`);
    // Where a list may not be read there is nothing to ask for one by one.
    for (const id of ids.get(list!) ?? []) await ask(route, `${list}/${id}${rest}`);
  }
  return answers;
}

function queryFor(route: string, parameters: readonly Parameter[], position: string): string {
  const query = new URLSearchParams();
  for (const { name, in: where, required } of parameters) {
    if (name === 'minPosition') query.set(name, position);
    if (where !== 'query' || !required) continue;
    const value = given[name];
    if (value === undefined) throw new Error(`nobody knows a ${name} for ${route}`);
    query.set(name, value);
  }
  return query.size > 0 ? `?${query.toString()}` : '';
}

const withoutMoment = (body: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(body).filter(([name, value]) => !ofTheMoment.has(name) && !isMoment(value)));

/** As a comparison tells its two moments: nothing but when, and where that is in the log. */
const isMoment = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).toSorted().join() === 'asOf,position';

/** Paths that answer otherwise than before, and where the answers part. */
export function differences(before: Everything, after: Everything): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].flatMap((path) => {
    const [was, is] = [before.get(path) ?? 'nothing', after.get(path) ?? 'nothing'];
    if (was === is) return [];
    let at = 0;
    while (was[at] === is[at]) at += 1;
    const part = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
    return [`${path}: …${part(was)}… became …${part(is)}…`];
  });
}

/**
 * The live changes that a reader is sent after a position, up to the one about a thing.
 * @throws Error when that one does not come within 20 s
 */
export async function changesUntil(reader: ProductClient, after: string, subjectId: string): Promise<string> {
  const answer = await reader.open(`/api/v1/feed?after=${after}`, AbortSignal.timeout(20_000));
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of answer.body!) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    // Leaving the loop ends the connection.
    if (text.includes(subjectId)) return text;
  }
  throw new Error(`the feed ended without ${subjectId}: ${text}`);
}
