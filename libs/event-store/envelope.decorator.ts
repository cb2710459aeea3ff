import { applyDecorators, createParamDecorator, HttpCode, type ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiCreatedResponse, ApiProperty } from '@nestjs/swagger';
import type { Actor, Envelope as CommandEnvelope } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { uuid5 } from '#kernel/ids';
import type { LocalDate } from '#kernel/values';
import { ShowsRevision } from './revision-headers.js';

/** What the sign-in guard leaves on a request. */
export interface SignedInRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly actor?: Actor;
  /** Today in the actor's side's zone, by the application clock. */
  readonly today?: LocalDate;
}

/**
 * What the command is addressed to: `creating` something new, something `existing` (If-Match required), or a part that
 * begins to exist with its first command (`beginningOrExisting`: If-Match required once it exists).
 */
export type EnvelopeTarget = 'creating' | 'existing' | 'beginningOrExisting';

/**
 * The envelope of a command from its request: who acts, the Idempotency-Key, and for a command to something that exists
 * the revision the caller saw (If-Match).
 */
export const Envelope = createParamDecorator((target: EnvelopeTarget, context: ExecutionContext): CommandEnvelope => {
  const request = context.switchToHttp().getRequest<SignedInRequest>();
  const { actor, today } = request;
  if (!actor || !today) throw new DomainError('access/notSignedIn', 'unauthenticated');
  const key = single(request, 'idempotency-key');
  if (!key) throw new DomainError('http/idempotencyKeyMissing', 'invalid');
  if (key.length > 200) throw new DomainError('http/idempotencyKeyTooLong', 'invalid');
  const commandId = uuid5('command', actor.accountId, key);
  return {
    commandId,
    correlationId: commandId,
    causationId: commandId,
    actor,
    effectiveDate: today,
    expectedRevision: expectedBy(target, single(request, 'if-match')),
  };
});

/** The id of what a creating command creates: the same command creates the same thing. */
export const createdId = (envelope: CommandEnvelope): string => uuid5('created', envelope.commandId);

/** The strong entity tag of a revision. */
export const etagOf = (revision: bigint | string): string => `"${revision}"`;

function single({ headers }: SignedInRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function expectedBy(target: EnvelopeTarget, ifMatch: string | undefined): bigint | null {
  if (target === 'creating') return null;
  // Without If-Match the caller has seen no such part: it must not exist.
  if (target === 'beginningOrExisting' && !ifMatch) return -1n;
  if (!ifMatch) throw new DomainError('http/ifMatchMissing', 'preconditionRequired');
  const revision = /^"(\d{1,19})"$/.exec(ifMatch.trim())?.[1];
  if (revision === undefined) throw new DomainError('http/ifMatchMalformed', 'invalid');
  return BigInt(revision);
}

export class ReceiptDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Revision of the stream after the command, a decimal string; also the ETag.' })
  revision!: string;

  @ApiProperty({
    description: 'Position in the log, a decimal string; pass it as minPosition to read what was written.',
  })
  position!: string;

  @ApiProperty({ type: [String], description: 'Types of the events recorded; empty when it was already so.' })
  recorded!: string[];
}

/** For a route that creates: 201 with Location. */
export const Creates = (): MethodDecorator =>
  applyDecorators(HttpCode(201), ShowsRevision(), ApiHeader(idempotencyKey), ApiCreatedResponse({ type: ReceiptDto }));

/** For a route that commands something that exists: 200, If-Match required; or once it exists (`beginning`). */
export const Commands = ({ beginning = false } = {}): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    ShowsRevision(),
    ApiHeader(idempotencyKey),
    ApiHeader({ name: 'If-Match', required: !beginning, description: 'The ETag last seen, such as "3".' }),
    ApiOkResponse({ type: ReceiptDto }),
  );

const idempotencyKey = {
  name: 'Idempotency-Key',
  required: true,
  description: 'Any unique text; repeat it when you repeat the request.',
};
