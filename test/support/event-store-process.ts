/** Program: the embedded event store alone, `event-store-process.js DIRECTORY PORT`; ends with SIGTERM or with its parent. */
import { startEventStore } from '#embedded/event-store/host';

const [directory, port] = process.argv.slice(2);
if (!directory) throw new Error('usage: event-store-process.js DIRECTORY PORT');
const store = await startEventStore({ directory, port: Number(port ?? 0) });
let stopping: Promise<void> | undefined;
const stop = () => (stopping ??= store.stop().then(() => process.exit(0)));
process.once('SIGTERM', () => void stop());
process.stdin.once('end', () => void stop()).resume();
process.stdout.write(`listening on ${store.port}\n`);
