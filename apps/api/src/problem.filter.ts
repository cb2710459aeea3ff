import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel/domain-error';
import { LogUnavailable } from '#event-store/event-log';
import { etagOf } from '#event-store/envelope.decorator';
import { DatabaseUnavailable } from '#read-models/database';
import { languageFor, type Language, type Messages } from './messages.js';
import { problemMediaType, problemType, statusOf, type Problem } from './problem.js';

type Params = DomainError['params'];

/** A refusal on its way out, whatever was thrown. */
interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly params: Params;
  readonly faults: DomainError['faults'];
}

/** What Nest and Fastify refuse themselves, by status. */
const byStatus: Readonly<Record<number, string>> = {
  400: 'http/malformedAddress',
  404: 'http/notFound',
  413: 'http/payloadTooLarge',
  414: 'http/malformedAddress',
  415: 'http/unsupportedMediaType',
};

/** Seconds after which trying again makes sense when a part cannot be reached. */
const tryAgainAfter = 2;

/** Turns every error of a request into problem details; what is not a refusal is logged and answered without its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly messages: Messages) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest & { session?: { language?: string } }, reply: FastifyReply): void {
    const refusal = refusalOf(error);
    if (refusal.status >= 500) this.log(error, refusal, request);
    // Headers are out already: the connection is all that can still be ended.
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    // Fastify would close while the body is still coming in, and the client would see a broken connection, no answer.
    if (refusal.status === 413) reply.removeHeader('connection');
    const language = languageFor(request.headers['accept-language'], request.session?.language);
    void reply
      .status(refusal.status)
      .headers({ ...headersOf(refusal), 'Content-Language': language, Vary: 'Accept-Language' })
      .type(problemMediaType)
      .send(this.problemOf(refusal, language, String(request.id)));
  }

  private problemOf({ status, code, params, faults }: Refusal, language: Language, traceId: string): Problem {
    const errors = faults.map((fault) => ({
      pointer: fault.pointer,
      code: fault.code,
      detail: this.messages.text(language, fault.code, fault.params ?? params),
    }));
    return {
      type: problemType(code),
      title: this.messages.text(language, `title/${status}`),
      status,
      detail: this.messages.text(language, code, params),
      code,
      ...(errors.length > 0 && { errors }),
      traceId,
    };
  }

  private log(error: unknown, { status, code }: Refusal, request: FastifyRequest): void {
    const what = `${request.method} ${request.routeOptions.url ?? '-'} ${status} ${code} trace=${String(request.id)}`;
    if (status === 503) this.logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    else this.logger.error(what, error instanceof Error ? error.stack : String(error));
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof DomainError) {
    const { code, params, faults } = error;
    return { status: statusOf[error.kind], code, params, faults };
  }
  const bare = { params: {}, faults: [] };
  if (error instanceof LogUnavailable) return { ...bare, status: 503, code: 'http/logUnavailable' };
  if (error instanceof DatabaseUnavailable) return { ...bare, status: 503, code: 'http/databaseUnavailable' };
  if (isMissingTable(error)) return { ...bare, status: 503, code: 'http/viewNotBuilt' };
  const status = statusGivenBy(error);
  if (status >= 500) return { ...bare, status: 500, code: 'http/internal' };
  return { ...bare, status, code: byStatus[status] ?? 'http/refused' };
}

/** PostgreSQL knows no such table: the lasting ones were made at start, the views' are made by the worker's first run. */
const isMissingTable = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === '42P01';

/** What Nest or Fastify made of it; 500 for what they do not know. */
function statusGivenBy(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { name, statusCode } = (error ?? {}) as { name?: string; statusCode?: number };
  return name === 'FastifyError' && statusCode ? statusCode : 500;
}

function headersOf({ status, params }: Refusal): Record<string, string> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store' };
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer realm="rapporteur"';
  const current = String(params['current'] ?? -1);
  // What does not exist has no entity tag.
  if (status === 412 && current !== '-1') headers['ETag'] = etagOf(current);
  if (status === 429 || status === 503) headers['Retry-After'] = String(params['retryAfter'] ?? tryAgainAfter);
  return headers;
}
