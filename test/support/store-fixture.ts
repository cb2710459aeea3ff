import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStore } from '#embedded/event-store/host';
import { KurrentLog, type LogPatience } from '#event-store/kurrent-log';
import { TcpProxy } from './tcp-proxy.js';

/** An embedded event store in this thread, with a proxy in front of it through which faults can be planted. */
export interface StoreFixture {
  readonly proxy: TcpProxy;
  /** A log with a client of its own, closed with the fixture; `through: 'proxy'` meets the planted faults. */
  open(through?: 'proxy' | 'direct', patience?: LogPatience): KurrentLog;
  /** Stops the server and starts it again on the same directory and port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startStore(): Promise<StoreFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'rapporteur-log-'));
  let store = await startEventStore({ directory });
  const proxy = await TcpProxy.to(store.port);
  const logs: KurrentLog[] = [];
  return {
    proxy,
    open(through = 'direct', patience) {
      const port = through === 'proxy' ? proxy.port : store.port;
      const log = new KurrentLog(`kurrentdb://127.0.0.1:${port}?tls=false&discoveryInterval=10`, patience);
      logs.push(log);
      return log;
    },
    async restart() {
      const { port } = store;
      await store.stop();
      store = await startEventStore({ directory, port });
    },
    async close() {
      proxy.set({});
      await Promise.all(logs.map((log) => log.close()));
      await proxy.close();
      await store.stop();
      await rm(directory, { recursive: true });
    },
  };
}
