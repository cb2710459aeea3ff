import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { CliError, exitCode, type ExitCode } from './exit-codes.js';
import { readServerFile } from './server-file.js';
import type { Terminal } from './terminal.js';

export interface ServerOptions {
  readonly url?: string;
  readonly token?: string;
  readonly data?: string;
  /** Language of messages. */
  readonly lang?: string;
}

/** RFC 9457, as the API answers it. */
interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail?: string; readonly code?: string }[];
  readonly traceId?: string;
}

/** Speaks to a running server over HTTP; refusals become CliErrors with the exit code of their kind. */
export class ServerClient {
  constructor(
    private readonly url: string,
    private readonly token: string | undefined,
    private readonly language = 'en',
  ) {}

  /** @throws CliError */
  async get<T>(path: string): Promise<T> {
    return this.send<T>(path, { method: 'GET' });
  }

  /** @throws CliError */
  async post<T>(path: string, body: object): Promise<T> {
    return this.send<T>(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
    });
  }

  private async send<T>(path: string, init: RequestInit): Promise<T> {
    const headers = new Headers(init.headers);
    headers.set('Accept-Language', this.language);
    if (this.token) headers.set('Authorization', `Bearer ${this.token}`);
    const answer = await fetch(`${this.url}${path}`, { ...init, headers }).catch((error: unknown) => {
      const { cause } = error as { cause?: { code?: string } };
      throw new CliError(`Cannot reach ${this.url} (${cause?.code ?? String(error)}).`, exitCode.failure, startHint);
    });
    const body: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) throw refusal(answer.status, (body ?? {}) as Problem);
    return body as T;
  }
}

const startHint = 'Start it with `npm start`, or say where it is: --url URL --token TOKEN, or --data DIR.';

/**
 * The server to speak to: `--url` (or RAPPORTEUR_URL), else the one that runs on the data directory.
 * @throws CliError when none runs there
 */
export function findServer(options: ServerOptions, env: Terminal['env']): ServerClient {
  const url = options.url ?? env['RAPPORTEUR_URL'];
  const token = options.token ?? env['RAPPORTEUR_TOKEN'];
  if (url) return new ServerClient(url.replace(/\/+$/, ''), token, options.lang);
  const dataDir = resolve(options.data ?? (env['DATA_DIR'] || './data'));
  const running = readServerFile(dataDir);
  if (!running) throw new CliError(`No server runs on ${dataDir}.`, exitCode.failure, startHint);
  return new ServerClient(running.url, token ?? running.operatorToken, options.lang);
}

function refusal(status: number, { title, detail, errors = [], traceId }: Problem): CliError {
  const said = [title ?? `The server answered ${status}`, ...(detail && detail !== title ? [detail] : [])].join(': ');
  const fields = errors.map(({ pointer, detail: what, code }) => `  ${pointer}  ${what ?? code ?? ''}`);
  const reference = status >= 500 && traceId ? [`  reference ${traceId}`] : [];
  const hint = status === 401 ? 'Give a valid --token (or RAPPORTEUR_TOKEN).' : undefined;
  return new CliError([said, ...fields, ...reference].join('\n'), codeOf(status), hint);
}

function codeOf(status: number): ExitCode {
  if (status === 404) return exitCode.notFound;
  if ([409, 412, 428].includes(status)) return exitCode.precondition;
  if ([400, 413, 415, 422].includes(status)) return exitCode.validation;
  return exitCode.failure;
}
