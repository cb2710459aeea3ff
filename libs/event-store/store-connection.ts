import { KurrentDBClient } from '@kurrent/kurrentdb-client';

/** What the client takes when the connection string says nothing, ms. */
const usualKeepAliveTimeout = 10_000;

/** A client of the store that is left for a new one when it no longer gets through. */
export class StoreConnection {
  private current: KurrentDBClient;
  private times = 0;

  constructor(private readonly url: string) {
    this.current = KurrentDBClient.connectionString(url);
  }

  get client(): KurrentDBClient {
    return this.current;
  }

  /**
   * Leaves the client that was used, unless somebody else has already: what still waits on it is rejected. A connection
   * can hang without breaking, and a client whose first read met no server fails every later read as well.
   */
  leave(used: KurrentDBClient): void {
    if (this.current !== used) return;
    this.times += 1;
    this.current = KurrentDBClient.connectionString(apart(this.url, this.times));
    void used.dispose();
  }

  async close(): Promise<void> {
    await this.current.dispose();
  }
}

/**
 * The same store by a connection of its own: gRPC gives clients with the same settings the same connection, even the one
 * that hangs, so a setting differs by some milliseconds.
 */
function apart(url: string, times: number): string {
  const said = /([?&]keepAliveTimeout=)(\d+)/i;
  if (said.test(url)) return url.replace(said, (_all, name: string, ms: string) => `${name}${Number(ms) + times}`);
  return `${url}${url.includes('?') ? '&' : '?'}keepAliveTimeout=${usualKeepAliveTimeout + times}`;
}
