/** Something the own side may know of has changed. */
export interface Change {
  /** Log position, decimal. */
  readonly position: string;
  /** What it was, such as `actionItem`; null when everything is to be read again. */
  readonly topic: string | null;
}

export type Connection = 'connecting' | 'live' | 'lost';

interface Told {
  readonly change?: Change;
  readonly connection?: Connection;
}

/** Browsers allow six connections to a server over HTTP/1.1: one tab listens for all. */
const name = 'rapporteur-live';

/**
 * Follows the changes the server tells, over one connection per browser: the tab that holds the lock listens and tells
 * the others; when it is closed, another takes over from the last position seen.
 * @returns stops following
 */
export function followChanges(
  onChange: (change: Change) => void,
  onConnection: (state: Connection) => void,
): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(name);
  let last: string | null = null;
  const take = ({ change, connection }: Told): void => {
    if (connection) onConnection(connection);
    if (!change) return;
    last = change.position;
    onChange(change);
  };
  channel.onmessage = ({ data }: MessageEvent<Told>) => take(data);
  const tell = (told: Told): void => {
    take(told);
    channel.postMessage(told);
  };
  const listenUntilStopped = () => listen(() => last, tell, stop.signal);
  // Without locks (an address that is neither HTTPS nor local) every tab listens for itself.
  const following = navigator.locks
    ? navigator.locks.request(name, { signal: stop.signal }, listenUntilStopped)
    : listenUntilStopped();
  following.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return () => {
    stop.abort();
    channel.close();
  };
}

async function listen(last: () => string | null, tell: (told: Told) => void, signal: AbortSignal): Promise<void> {
  const after = last();
  const source = new EventSource(after === null ? '/api/v1/feed' : `/api/v1/feed?after=${after}`);
  const positionOf = ({ lastEventId }: MessageEvent): string => lastEventId;
  source.addEventListener('ready', () => tell({ connection: 'live' }));
  source.addEventListener('resync', (event) =>
    tell({ connection: 'live', change: { position: positionOf(event), topic: null } }),
  );
  source.addEventListener('change', (event: MessageEvent<string>) => {
    const { topic } = JSON.parse(event.data) as { topic: string };
    tell({ change: { position: positionOf(event), topic } });
  });
  // The browser connects again by itself, with the position it has.
  source.addEventListener('error', () => tell({ connection: 'lost' }));
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  source.close();
}
