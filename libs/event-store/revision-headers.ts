import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

interface Revised {
  readonly id: string;
  /** Decimal string. */
  readonly revision: string;
}

const mark = { showsRevision: true };

/** Marks a route whose answer carries a revision: it is told as ETag, to be sent back as If-Match. */
export const ShowsRevision = (): MethodDecorator => RouteConfig(mark);

/**
 * Gives the answers of marked routes their strong ETag, and a created thing its Location. A hook of the server: an
 * interceptor would take every command through chains of observables.
 */
export function tellRevisions(server: FastifyInstance): void {
  server.addHook('preSerialization', (request, reply, payload, done) => {
    const { showsRevision } = request.routeOptions.config as Partial<typeof mark>;
    // A refusal goes the same way, without a revision.
    if (showsRevision && reply.statusCode < 300) tellRevision(payload as Revised, request, reply);
    done(null, payload);
  });
}

export function tellRevision(
  { id, revision }: Revised,
  { url }: Pick<FastifyRequest, 'url'>,
  reply: Pick<FastifyReply, 'statusCode' | 'header'>,
): void {
  void reply.header('ETag', `"${revision}"`);
  if (reply.statusCode === 201) void reply.header('Location', `${url.split('?')[0]}/${id}`);
}
