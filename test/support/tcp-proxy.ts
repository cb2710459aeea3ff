import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

type Direction = 'toServer' | 'toClient';

/** What the proxy does with bytes on their way; changeable at any time, for new and for open connections. */
export interface Fault {
  /** Bytes of a direction are held back until the fault is lifted: the other end seems to hang. */
  readonly hold?: Direction | 'both';
  /** Each piece of data waits this long, ms. */
  readonly delay?: number;
  /** All connections are reset when this many bytes of a direction have passed since the fault was set; once. */
  readonly cutAfter?: { readonly direction: Direction; readonly bytes: number };
  /** New connections are refused. */
  readonly refuse?: boolean;
}

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP connection through which faults can be planted between a client and its server. */
export class TcpProxy {
  /** Bytes that passed since the last `set`. */
  readonly passed: Record<Direction, number> = { toServer: 0, toClient: 0 };
  private readonly pairs = new Set<Pair>();
  private readonly frozen = new Set<Pair>();
  private readonly held: (() => void)[] = [];
  private fault: Fault = {};

  private constructor(
    private readonly server: Server,
    private targetPort: number,
  ) {
    server.on('connection', (client: Socket) => this.accept(client));
  }

  /** Listens on a port of its own of 127.0.0.1 and forwards to the target's. */
  static async to(targetPort: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, targetPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Forwards new connections to another port, as after a restart of the server. */
  retarget(port: number): void {
    this.targetPort = port;
  }

  /** Plants a fault in place of the one before and lets go what that one held. */
  set(fault: Fault): void {
    this.fault = fault;
    this.passed.toServer = 0;
    this.passed.toClient = 0;
    this.letGo();
  }

  /** Nothing more comes out of the connections there are, for as long as they last; new ones are as `set` says. */
  freeze(): void {
    for (const pair of this.pairs) this.frozen.add(pair);
  }

  /** Resets all connections there are; new ones can be made. */
  cut(): void {
    for (const { client, server } of this.pairs) {
      client.resetAndDestroy();
      server.resetAndDestroy();
    }
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.cut();
    this.set({});
    await closed;
  }

  /** Everything that is held back looks again whether it still is. */
  private letGo(): void {
    for (const go of this.held.splice(0)) go();
  }

  private accept(client: Socket): void {
    if (this.fault.refuse) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(this.targetPort, '127.0.0.1');
    const pair = { client, server };
    this.pairs.add(pair);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // A reset is what this proxy is for; `close` follows and ends the other half.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        if (this.frozen.delete(pair)) this.letGo();
        client.destroy();
        server.destroy();
      });
    }
    void this.forward(pair, 'toServer');
    void this.forward(pair, 'toClient');
  }

  private async forward(pair: Pair, direction: Direction): Promise<void> {
    const [from, to] = direction === 'toServer' ? [pair.client, pair.server] : [pair.server, pair.client];
    try {
      for await (const piece of from) await this.pass(pair, piece as Buffer, direction);
      to.end();
    } catch {
      // Reset or closed in the middle: the `close` handler ends both halves.
    }
  }

  private async pass(pair: Pair, piece: Buffer, direction: Direction): Promise<void> {
    const to = direction === 'toServer' ? pair.server : pair.client;
    const { delay } = this.fault;
    if (delay) await new Promise((resolve) => void setTimeout(resolve, delay));
    while (this.fault.hold === direction || this.fault.hold === 'both' || this.frozen.has(pair)) {
      await new Promise<void>((resolve) => void this.held.push(resolve));
    }
    const { cutAfter } = this.fault;
    const left = cutAfter?.direction === direction ? cutAfter.bytes - this.passed[direction] : Infinity;
    const part = piece.subarray(0, Math.max(0, left));
    this.passed[direction] += part.length;
    if (part.length > 0 && !to.write(part)) await once(to, 'drain');
    if (part.length < piece.length) {
      this.fault = {};
      // What was let through must arrive before the reset, so that the cut is where it was asked for.
      to.end(() => this.cut());
    }
  }
}
