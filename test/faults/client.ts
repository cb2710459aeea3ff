import { setTimeout as delay } from 'node:timers/promises';

/** One command as a request. */
export interface Command {
  readonly path: string;
  readonly body: object;
  /** Idempotency-Key; the same for every repetition. */
  readonly key: string;
  /** Revision for If-Match. */
  readonly ifMatch?: string;
  /** A text that stands in this command's event and in no other's; for a free text, its SHA-256 does. */
  readonly marker: string;
}

/** What a command answers. */
export interface Receipt {
  readonly id: string;
  readonly revision: string;
  readonly position: string;
  readonly recorded: readonly string[];
}

/** One try of a request. */
export interface Attempt {
  /** `performance.now()` when it was sent. */
  readonly at: number;
  readonly ms: number;
  /** Null when the connection broke or no answer came in time. */
  readonly status: number | null;
  readonly retryAfter: string | null;
  readonly etag: string | null;
  readonly body: string;
}

export interface Outcome {
  readonly command: Command;
  readonly attempts: readonly Attempt[];
  /** Present when it was acknowledged. */
  readonly receipt?: Receipt;
  /** Present when it was refused for good. */
  readonly refusal?: string;
}

/** An answer that takes longer counts as none, ms: more than the API itself waits for the event store. */
const patience = 30_000;
/** Pause before a request without a definite answer is repeated, ms; far shorter than the Retry-After, to press harder. */
const pause = 100;
/** A command without a definite answer is given up after this long, ms. */
const longest = 90_000;

/** Somebody who is signed in and speaks to several APIs in turn. */
export class Client {
  private turn = 0;

  constructor(
    /** Addresses of the APIs that there are now. */
    private readonly urls: () => readonly string[],
    /** Bearer token of the session. */
    private readonly token: string,
  ) {}

  /** Sends a command once, to one of the APIs or the given one. */
  async send({ path, body, key, ifMatch }: Command, url = this.next()): Promise<Attempt> {
    return this.request(url, path, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': key,
        ...(ifMatch !== undefined && { 'If-Match': `"${ifMatch}"` }),
      },
      body: JSON.stringify(body),
    });
  }

  async get<T>(path: string): Promise<T> {
    const { status, body } = await this.request(this.next(), path, {});
    if (status !== 200) throw new Error(`GET ${path}: ${String(status)} ${body}`);
    return JSON.parse(body) as T;
  }

  /** Repeats a command with the same key, at whichever API, until its outcome is known; a stale ETag is replaced. */
  async persist(command: Command): Promise<Outcome> {
    const attempts: Attempt[] = [];
    const giveUp = performance.now() + longest;
    let { ifMatch } = command;
    for (;;) {
      const attempt = await this.send({ ...command, ifMatch });
      attempts.push(attempt);
      const { status, body, etag } = attempt;
      if (status === 200 || status === 201) return { command, attempts, receipt: JSON.parse(body) as Receipt };
      const isStale = status === 412 && etag !== null;
      if (status !== null && status < 500 && !isStale) return { command, attempts, refusal: `${status} ${body}` };
      if (performance.now() > giveUp) return { command, attempts };
      // Whoever looks again at what others changed does it at once.
      if (isStale) ifMatch = etag.replaceAll('"', '');
      else await delay(pause);
    }
  }

  /** As `persist`. @throws Error unless it is acknowledged */
  async must(command: Command): Promise<Receipt> {
    const { receipt, refusal, attempts } = await this.persist(command);
    if (!receipt) throw new Error(`${command.path}: ${refusal ?? attempts.at(-1)?.body}`);
    return receipt;
  }

  private next(): string {
    const urls = this.urls();
    return urls[(this.turn += 1) % urls.length]!;
  }

  private async request(url: string, path: string, init: RequestInit): Promise<Attempt> {
    const at = performance.now();
    try {
      const answer = await fetch(`${url}${path}`, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${this.token}` },
        signal: AbortSignal.timeout(patience),
      });
      const body = await answer.text();
      const { status, headers } = answer;
      const [retryAfter, etag] = [headers.get('Retry-After'), headers.get('ETag')];
      return { at, ms: performance.now() - at, status, retryAfter, etag, body };
    } catch (error) {
      return { at, ms: performance.now() - at, status: null, retryAfter: null, etag: null, body: String(error) };
    }
  }
}
