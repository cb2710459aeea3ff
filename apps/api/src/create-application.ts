import cookie from '@fastify/cookie';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { tellRevisions } from '#event-store/revision-headers';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { prepare } from '#read-models/platform.module';
import { Registry } from '#read-models/registry';
import { StderrLogger } from '#read-models/stderr-logger';
import { serveConsole } from './console-files.js';
import { acceptJsonOnly, refuseNulInAddress } from './json-body.js';
import { Messages } from './messages.js';
import { openApiOf } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { logRequests, traceIdOf } from './request-trace.js';
import { addSecurityHeaders, secure } from './security-headers.js';
import { validation } from './validation.js';

export interface ApplicationOptions {
  /** Directory of the built console; without it, a hint in plain text is served. */
  readonly consoleDirectory?: string;
  /** Logs JSON lines to stderr from this level on; requests are logged at `info`. Absent: nothing is logged. */
  readonly logger?: { readonly level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' };
  /** Address under which browsers reach the application; with https they are told to stay with it. */
  readonly publicUrl?: string;
}

/** The largest body, bytes: a protocol of some hundred clauses in three languages. */
const bodyLimit = 1024 * 1024;
/** Whose X-Forwarded-For is believed: a proxy on this machine or in a private network. */
const trustProxy = 'loopback, uniquelocal';

/**
 * The application over HTTP, ready to listen: lasting tables are up to date and the clock is read. The caller listens
 * and closes.
 * @throws DatabaseUnavailable when PostgreSQL cannot be reached; nothing is left open then
 */
export async function createApplication(
  module: Type | DynamicModule,
  options: ApplicationOptions = {},
): Promise<NestFastifyApplication> {
  const app = await buildApplication(module, options);
  try {
    await prepare(app.get(Database), app.get(Registry), app.get(ApplicationClock));
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return app;
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** The application put together, without having touched event store or database. */
export async function buildApplication(
  module: Type | DynamicModule,
  { consoleDirectory, logger, publicUrl }: ApplicationOptions,
): Promise<NestFastifyApplication> {
  let problems: ProblemFilter | undefined;
  const adapter = new FastifyAdapter({
    bodyLimit,
    trustProxy,
    genReqId: traceIdOf,
    // An address that is none is refused before any hook or filter of Nest.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      problems?.answer(error, request, addSecurityHeaders(reply, publicUrl)),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: logger ? new StderrLogger(logger.level) : false,
  });
  // The adapter was made here, so it is Fastify's own instance; Nest's type leaves the choice of server open.
  const server = adapter.getInstance() as unknown as FastifyInstance;
  secure(server, publicUrl);
  if (logger) logRequests(server);
  acceptJsonOnly(server);
  refuseNulInAddress(server);
  tellRevisions(server);
  server.setReplySerializer(toJson);
  await app.register(cookie as never);
  app.useGlobalPipes(validation());
  problems = new ProblemFilter(new Messages(app.get(Registry)));
  app.useGlobalFilters(problems);
  let description: OpenAPIObject | undefined;
  server.get('/openapi.json', () => (description ??= openApiOf(app)));
  await serveConsole(server, consoleDirectory);
  return app;
}

/** Positions and revisions outgrow a double: as decimal strings, should one reach an answer as bigint. */
function toJson(payload: unknown): string {
  try {
    return JSON.stringify(payload);
  } catch {
    // Only on the way with a bigint: a replacer costs every answer several times the plain call.
    return JSON.stringify(payload, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  }
}
