import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readiness } from '#read-models/readiness';

export interface HealthOptions {
  readonly host: string;
  /** TCP port; 0 takes any free one. */
  readonly port: number;
  /** Undefined while the process is starting. */
  readonly readiness: () => Promise<Readiness | undefined>;
}

/**
 * Answers who watches a worker, under the addresses of the API: `/health/live`, `/health/started` and `/health/ready`
 * (503 until it can do its work). Nothing else is served.
 * @returns the server, listening
 */
export async function serveHealth({ host, port, readiness }: HealthOptions): Promise<Server & { port: number }> {
  const server = createServer((request, response) => {
    const path = request.method === 'GET' ? request.url : undefined;
    if (path === '/health/live') return answer(response, 200, { status: 'live' });
    if (path !== '/health/started' && path !== '/health/ready') return answer(response, 404, {});
    readiness().then(
      (now) => {
        if (!now) answer(response, 503, { status: 'starting' });
        else if (path === '/health/started') answer(response, 200, { status: 'started' });
        else answer(response, now.status === 'unready' ? 503 : 200, now);
      },
      () => answer(response, 503, { status: 'unready' }),
    );
  });
  server.listen(port, host);
  await once(server, 'listening');
  // A probe must not keep the process from ending.
  server.unref();
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}
