import { randomUUID } from 'node:crypto';
import type { Receipt } from '#kernel/command';

/** An answer with its body read. */
export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON, else the text. */
  readonly body: T;
}

export interface RequestOptions {
  /** Idempotency-Key; a new one when left out, none for null. */
  readonly key?: string | null;
  /** Revision for If-Match, without quotes. */
  readonly ifMatch?: string;
  /** Accept-Language. */
  readonly language?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody with a browser: speaks HTTP with the session's cookie. */
export class ProductClient {
  constructor(
    private readonly url: string,
    /** The session's cookie; absent for a stranger. */
    readonly cookie?: string,
  ) {}

  /** Opens a sign-in link. */
  static async signIn(link: string): Promise<ProductClient> {
    const answer = await fetch(link, { redirect: 'manual' });
    await answer.body?.cancel();
    if (answer.status !== 303) throw new Error(`${link} answered ${answer.status}`);
    return new ProductClient(new URL(link).origin, cookieOf(answer.headers));
  }

  /** The same address with the session that an answer has opened. */
  withSessionOf({ headers }: Answer<unknown>): ProductClient {
    return new ProductClient(this.url, cookieOf(headers));
  }

  get<T = Record<string, unknown>>(path: string, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.send<T>(path, { method: 'GET' }, { key: null, ...options });
  }

  /** An answer that goes on and on, as it comes in. */
  open(path: string, signal: AbortSignal): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      signal,
      headers: { ...(this.cookie !== undefined && { Cookie: this.cookie }) },
    });
  }

  /** @throws Error unless the answer is 200 */
  async read<T>(path: string, options: RequestOptions = {}): Promise<T> {
    const { status, body } = await this.get<T>(path, options);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  post<T = Record<string, unknown>>(path: string, body: object, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.postText<T>(path, JSON.stringify(body), options);
  }

  /** A body as it is, which need not be JSON. */
  postText<T = Record<string, unknown>>(path: string, body: string, options: RequestOptions = {}): Promise<Answer<T>> {
    return this.send<T>(path, { method: 'POST', body }, options);
  }

  /** Issues a command. @throws Error unless it was taken */
  async must(path: string, body: object, options: RequestOptions = {}): Promise<Receipt> {
    const { status, body: answered } = await this.post<Receipt>(path, body, options);
    if (status !== 200 && status !== 201) throw new Error(`${path} answered ${status}: ${JSON.stringify(answered)}`);
    return answered;
  }

  private async send<T>(path: string, init: RequestInit, options: RequestOptions): Promise<Answer<T>> {
    const { key = randomUUID(), ifMatch, language, headers } = options;
    const answer = await fetch(`${this.url}${path}`, {
      ...init,
      headers: {
        ...(this.cookie !== undefined && { Cookie: this.cookie }),
        ...(init.body !== undefined && { 'Content-Type': 'application/json' }),
        ...(key !== null && { 'Idempotency-Key': key }),
        ...(ifMatch !== undefined && { 'If-Match': `"${ifMatch}"` }),
        ...(language !== undefined && { 'Accept-Language': language }),
        ...headers,
      },
    });
    const text = await answer.text();
    const isJson = /\bjson\b/.test(answer.headers.get('Content-Type') ?? '');
    return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }
}

function cookieOf(headers: Headers): string {
  const cookie = headers.getSetCookie()[0]?.split(';')[0];
  if (!cookie) throw new Error('the answer opened no session');
  return cookie;
}
