import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  /** Status line and headers as received. */
  readonly head: string;
  readonly body: string;
}

/** An answer that takes longer is a failure, ms. */
const patience = 20_000;

/**
 * One keep-alive connection with one request at a time. Node's own client costs as much per request as a bare server
 * does, and on two cores would be part of what is measured.
 */
export class HttpConnection {
  private received: Buffer = Buffer.alloc(0);
  private waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    socket.setNoDelay(true);
    // It may be idle as long as the server lets it.
    socket.setTimeout(patience, () => {
      if (this.waiting) socket.destroy(new Error(`no answer within ${patience} ms`));
    });
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the server closed the connection')));
  }

  /** @param url such as `http://127.0.0.1:8080` */
  static async open(url: string): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new HttpConnection(socket, host);
  }

  /** @param headers name → value; a body is JSON */
  send(method: string, path: string, headers: Readonly<Record<string, string>> = {}, body?: string): Promise<Answer> {
    if (this.waiting) throw new Error('one request at a time');
    if (this.socket.destroyed) return Promise.reject(new Error('the server closed the connection'));
    const lines = [`${method} ${path} HTTP/1.1`, `Host: ${this.host}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (body !== undefined) lines.push('Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.received.toString('latin1', 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    const status = Number(head.slice(9, 12));
    if (length === undefined && ![204, 304].includes(status)) return this.fail(new Error(`no length: ${head}`));
    const until = end + 4 + Number(length ?? 0);
    if (this.received.length < until) return;
    const body = this.received.toString('utf8', end + 4, until);
    this.received = this.received.subarray(until);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve({ status, head, body });
  }

  private fail(error: Error): void {
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.reject(error);
    this.socket.destroy();
  }
}

/** The value of a header of an answer. */
export const headerOf = ({ head }: Answer, name: string): string | undefined =>
  new RegExp(`\r\n${name}: ([^\r]*)`, 'i').exec(head)?.[1];
