import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { CliError, exitCode } from '../exit-codes.js';

/**
 * Finds out early, before anything heavy is started, whether the port can be had.
 * @returns the port, or a free one for 0
 * @throws CliError when it is in use or the address is not ours
 */
export async function portFor(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      const hint = 'Give another one with --port, or --port 0 for any free one.';
      throw new CliError(`Port ${port} on ${host} is in use.`, exitCode.failure, hint);
    }
    throw new CliError(`Cannot listen on ${host}, port ${port} (${code}).`, exitCode.failure);
  }
  const taken = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return taken;
}

/** The address of the API for a client on this machine. */
export function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
