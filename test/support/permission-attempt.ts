import type { Answer, Commission, Made, TwoCommissions, Who } from './two-commissions.js';

/** One request that does an operation, to a thing of one commission's first side. */
export interface Attempt {
  /** Such as `/api/v1/board`. */
  readonly url: string;
  readonly body?: object;
  /** Revision for If-Match. */
  readonly ifMatch?: string;
  /** Whether the answer shows the thing that is meant; left out when a success says it all. */
  readonly shows?: (answer: Answer) => boolean;
  /** Signs in anew before the attempt: it ends the session it is made in. */
  readonly endsSession?: boolean;
  /** The answer is a stream: what it has sent is read until this text comes. */
  readonly streamsUntil?: string;
}

/** Prepares an attempt. */
export type Recipe = (world: TwoCommissions, commission: Commission) => Promise<Attempt>;

export const api = (path: string) => `/api/v1/${path}`;
export const post = (path: string, body: object, made?: Pick<Made, 'revision'>): Attempt => ({
  url: api(path),
  body,
  ...(made && { ifMatch: made.revision }),
});

/** A list that is asked for and the thing that may stand in it. */
export const list = (world: TwoCommissions, path: string, id: string): Attempt => ({
  url: `${api(path)}?limit=500&minPosition=${world.position}`,
  shows: ({ body }) => JSON.stringify(body).includes(id),
});
/** A thing that is asked for by its address. */
export const one = (world: TwoCommissions, path: string): Attempt => ({
  url: `${api(path)}?minPosition=${world.position}`,
});

/** Makes the attempt, and reads a stream as far as it matters. */
export async function attempt(world: TwoCommissions, method: string, of: Attempt, who: Who): Promise<Answer> {
  if (of.streamsUntil !== undefined) return streamed(world, of, who);
  const key = { 'idempotency-key': `attempt ${world.next()}` };
  const headers = { ...who, ...key, ...(of.ifMatch && { 'if-match': `"${of.ifMatch}"` }) };
  return world.ask(method, of.url, headers, of.body);
}

async function streamed(world: TwoCommissions, { url, streamsUntil }: Attempt, who: Who): Promise<Answer> {
  const answer = await fetch(`${world.url}${url}`, { headers: { ...who, 'last-event-id': '0' } });
  if (answer.status !== 200) return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  let sent = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body!) {
    sent += decoder.decode(chunk as Uint8Array, { stream: true });
    if (sent.includes(streamsUntil!)) break;
  }
  return { status: 200, body: { sent } };
}
