/**
 * Program: several writers on one stream of an event store, `writer-process.js URL STREAM-ID WRITERS COMMANDS`, through
 * the command handling of the server. They state no revision, so that its own retries decide. Says `ready`, begins at a
 * line on stdin, and tells each command as a line of JSON.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { FixedClock } from '#kernel/clock';
import { Authority } from '#event-store/authority';
import { EventStore } from '#event-store/event-store';
import { KurrentLog } from '#event-store/kurrent-log';
import { MemoryVault } from '../support/memory-vault.js';
import { NoteOnTally, tallyDecider, to } from '../support/tally.js';

class Anyone extends Authority {
  override permit(): void {
    // Whoever it is.
  }
}

const [url, id, writers, commands] = process.argv.slice(2) as [string, string, string, string];
const log = new KurrentLog(url);
const store = new EventStore(log, new FixedClock(new Date().toISOString()), new MemoryVault(), new Anyone());
await log.head();
process.stdout.write('ready\n');
await once(process.stdin, 'data');
await Promise.all(Array.from({ length: Number(writers) }, write));
await log.close();
process.exit(0);

async function write(): Promise<void> {
  for (let n = 0; n < Number(commands); n += 1) {
    const marker = `note ${randomUUID()}`;
    const command = to(id, NoteOnTally, { note: { lang: 'en', text: marker, textId: '', sha256: '' } });
    const started = performance.now();
    const outcome = await store.execute(tallyDecider, command).then(
      (receipt) => ({ receipt }),
      (error: unknown) => ({ refusal: String(error) }),
    );
    process.stdout.write(`${JSON.stringify({ marker, ms: performance.now() - started, ...outcome })}\n`);
  }
}
