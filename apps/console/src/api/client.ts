import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '../api.gen.js';
import { Problem, type ProblemBody } from './problem.js';

/** How the console speaks to the API; the language is that of the interface. */
export const client = createClient<paths>({ baseUrl: '/' });

let language = 'en';
export const speak = (lang: string): void => {
  language = lang;
};

/** The last position this browser wrote: reads of the present wait until the views have reached it. */
let written = 0n;
export const sawPosition = (position: string): void => {
  if (BigInt(position) > written) written = BigInt(position);
};

const languageAndPosition: Middleware = {
  onRequest({ request, params }) {
    request.headers.set('Accept-Language', language);
    if (request.method !== 'GET' || written === 0n || !isView(request.url) || params.query?.['asOf'] !== undefined)
      return;
    const url = new URL(request.url);
    url.searchParams.set('minPosition', String(written));
    return new Request(url, request);
  },
};
client.use(languageAndPosition);

const isView = (url: string): boolean => !/\/api\/v1\/(sessions|mailbox|demo)\b|\/health\//.test(url);

type Answered<T> = { data?: T; error?: unknown; response: Response };

/** The data of an answer. @throws Problem for a refusal, or with status 0 when no answer came */
export async function dataOf<T>(call: Promise<Answered<T>>): Promise<T> {
  let answered: Answered<T>;
  try {
    answered = await call;
  } catch {
    throw new Problem(0, {});
  }
  if (!answered.response.ok) throw new Problem(answered.response.status, problemOf(answered.error));
  return answered.data as T;
}

const problemOf = (error: unknown): ProblemBody => (typeof error === 'object' && error !== null ? error : {});
