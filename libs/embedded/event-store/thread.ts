/** Entry of the worker thread: starts the server, reports, and stops when told. */
import { parentPort, workerData } from 'node:worker_threads';
import { type EventStoreOptions, startEventStore, type ThreadMessage } from './host.js';
import { EventStoreOpenError } from './store-errors.js';

const port = parentPort;
if (!port) throw new Error('thread.js runs as a worker thread only');
const report = (message: ThreadMessage) => port.postMessage(message);

try {
  const handle = await startEventStore(workerData as EventStoreOptions);
  port.once('message', () => {
    // Ends this thread, not the process; the connection of a peer that hangs would keep it.
    void handle.stop().finally(() => process.exit());
  });
  report({ kind: 'ready', port: handle.port });
} catch (error) {
  const reason = error instanceof EventStoreOpenError ? error.reason : undefined;
  report({ kind: 'failed', reason, message: error instanceof Error ? error.message : String(error) });
  port.close();
}
