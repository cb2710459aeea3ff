import { setTimeout as delay } from 'node:timers/promises';
import { headerOf, HttpConnection } from './http-connection.js';
import { freePort, Program } from './processes.js';

/** The line of `up --json`. */
export interface Ready {
  readonly url: string;
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  readonly signIns: readonly { readonly role: string; readonly side: string | null; readonly url: string }[];
}

/** Everything in one process, as a user starts it; the first time on a directory it loads the demo. */
export async function up(dataDir: string): Promise<{ program: Program; ready: Ready }> {
  const program = await Program.start('apps/cli/src/main.js', ['up', '--data', dataDir, '--port', '0', '--json']);
  return { program, ready: JSON.parse(program.firstLine) as Ready };
}

/** Each part in a process of its own: event store with PostgreSQL, and the API. */
export async function apart(
  dataDir: string,
  stack: AsyncDisposableStack,
): Promise<{ url: string; eventStoreUrl: string; databaseUrl: string }> {
  const parts = stack.use(await Program.start('test/bench/parts.js', [], { DATA_DIR: dataDir }));
  const urls = JSON.parse(parts.firstLine) as { eventStoreUrl: string; databaseUrl: string };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    EVENTSTORE_URL: urls.eventStoreUrl,
    DATABASE_URL: urls.databaseUrl,
    PORT: String(port),
    PUBLIC_URL: url,
  };
  stack.use(await Program.startSilent('apps/api/src/main.js', env, () => answering(url)));
  return { url, ...urls };
}

/** How long a server may take to listen, ms. */
const patience = 60_000;

async function answering(url: string): Promise<void> {
  for (const giveUp = performance.now() + patience; ; await delay(20)) {
    try {
      const connection = await HttpConnection.open(url);
      const { status } = await connection.send('GET', '/health/live');
      connection.close();
      if (status === 200) return;
    } catch (error) {
      if (performance.now() > giveUp) throw error;
    }
  }
}

/** Opens a sign-in link. @returns the session's cookie */
export async function signIn(link: string): Promise<string> {
  const connection = await HttpConnection.open(link);
  const answer = await connection.send('GET', new URL(link).pathname);
  connection.close();
  const cookie = headerOf(answer, 'set-cookie')?.split(';')[0];
  if (!cookie) throw new Error(`signing in answered ${answer.status}`);
  return cookie;
}

/** The link of a side's secretary. @throws Error when there is none */
export function secretaryOf({ signIns }: Ready): string {
  const secretary = signIns.find(({ role }) => role === 'secretary');
  if (!secretary) throw new Error('the demo has no secretary');
  return secretary.url;
}
