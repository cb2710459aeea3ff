import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { DomainError } from '#kernel/domain-error';

/** The moment a query is asked for, as the caller wrote it. */
export interface ReadAt {
  /** ISO instant in UTC: what the log had recorded by then. */
  readonly asOf?: string;
  /** The same as a log position. */
  readonly position?: bigint;
  /** Wait until the view has reached this position. */
  readonly minPosition?: bigint;
}

/** Reads `asOf`, `position` and `minPosition` of a query string. */
export const At = createParamDecorator((_data: unknown, context: ExecutionContext): ReadAt => {
  const { query } = context.switchToHttp().getRequest<{ query: Record<string, unknown> }>();
  const asOf = query['asOf'] === undefined ? undefined : momentOf(query['asOf'], 'asOf');
  const position = query['position'] === undefined ? undefined : positionOf(query['position'], 'position');
  const minPosition = query['minPosition'] === undefined ? undefined : positionOf(query['minPosition'], 'minPosition');
  if (asOf !== undefined && position !== undefined) throw new DomainError('http/asOfAndPosition', 'invalid');
  return { asOf, position, minPosition };
});

/** Documents the parameters that `At` reads. */
export const ReadsAt = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({
      name: 'asOf',
      required: false,
      description: 'Instant in UTC, such as 2019-09-12T00:00:00Z',
      schema: { type: 'string', format: 'date-time' },
    }),
    ApiQuery({
      name: 'position',
      required: false,
      description: 'Log position',
      schema: { type: 'string', pattern: '^\\d+$' },
    }),
    ApiQuery({
      name: 'minPosition',
      required: false,
      description: 'Position that a command answered',
      schema: { type: 'string', pattern: '^\\d+$' },
    }),
  );

/** An instant of a query string, as ISO with milliseconds. @throws DomainError `http/malformedParameter` (400) */
export function momentOf(value: unknown, name: string): string {
  const text = String(value);
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z$/;
  const parsed = shape.test(text) && !text.startsWith('0000') ? Date.parse(text) : Number.NaN;
  // Date reads 30 February as 2 March.
  if (Number.isNaN(parsed) || new Date(parsed).getUTCDate() !== Number(text.slice(8, 10))) throw malformed(name, text);
  return new Date(parsed).toISOString();
}

/** What a `bigint` of PostgreSQL holds. */
const lastPosition = 2n ** 63n - 1n;

function positionOf(value: unknown, name: string): bigint {
  const text = String(value);
  const position = /^\d{1,19}$/.test(text) ? BigInt(text) : null;
  if (position === null || position > lastPosition) throw malformed(name, text);
  return position;
}

const malformed = (name: string, value: string): DomainError =>
  new DomainError('http/malformedParameter', 'invalid', { name, value: value.slice(0, 100) }, [
    { pointer: `?${name}`, code: 'http/malformedParameter' },
  ]);
