import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** W3C Trace Context: version 00, trace id, parent id, flags. */
const traceparent = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;
const none = '0'.repeat(32);

/** The id a request has in answers and logs: the caller's trace when it sends one. */
export function traceIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['traceparent'];
  const traceId = typeof given === 'string' ? traceparent.exec(given)?.[1] : undefined;
  // Node draws UUIDs from a store of chance; single bytes would cost a call into the system each time.
  return traceId && traceId !== none ? traceId : randomUUID().replaceAll('-', '');
}

/**
 * One line per answered request. The pattern of the route instead of its address, no headers and no address of the
 * caller: nothing that tells of a person.
 */
export function logRequests(server: FastifyInstance): void {
  const logger = new Logger('Request');
  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions, id: traceId } = request;
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    logger.log({ method, route: routeOptions.url ?? null, status: reply.statusCode, ms, traceId });
    done();
  });
}
