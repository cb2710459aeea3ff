import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ErrorKind } from '#kernel/domain-error';

/** The status of each kind of refusal. */
export const statusOf: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  staleRevision: 412,
  unprocessable: 422,
  preconditionRequired: 428,
  tooManyRequests: 429,
  unavailable: 503,
};

export const problemMediaType = 'application/problem+json; charset=utf-8';

/** The stable identifier of a problem type (RFC 9457 §3.1.1): a name, not an address to fetch. */
export const problemType = (code: string): string => `urn:rapporteur:problem:${code}`;

export class ProblemFault {
  @ApiProperty({ description: 'JSON pointer into the body, or ?name for a parameter.', example: '/clauses/0/texts' })
  pointer!: string;

  @ApiProperty({ example: 'validation/required' })
  code!: string;

  @ApiProperty({ description: 'In the language of the answer.' })
  detail!: string;
}

/** A refusal as RFC 9457 problem details. */
export class Problem {
  @ApiProperty({ example: 'urn:rapporteur:problem:protocols/notOpenForSignature' })
  type!: string;

  @ApiProperty({ description: 'The kind of refusal, in the language of the answer.' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 409 })
  status!: number;

  @ApiProperty({ description: 'What is the matter, in the language of the answer.' })
  detail!: string;

  @ApiProperty({ description: 'Stable; for programs.', example: 'protocols/notOpenForSignature' })
  code!: string;

  @ApiPropertyOptional({ type: () => [ProblemFault], description: 'Per field of the request.' })
  errors?: ProblemFault[];

  @ApiProperty({ description: 'Names this request in the log.', example: '4bf92f3577b34da6a3ce929d0e0e4736' })
  traceId!: string;
}
