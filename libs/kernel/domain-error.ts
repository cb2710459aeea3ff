/** What kind of refusal it is; the API maps it to a status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'missing'
  | 'conflict'
  | 'staleRevision'
  | 'unprocessable'
  | 'preconditionRequired'
  | 'tooManyRequests'
  | 'unavailable';

/** One fault in the input: a JSON pointer into the body, a code, and what the message needs. */
export interface FieldFault {
  readonly pointer: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/**
 * A refusal with a stable code such as `protocols/notOpenForSignature`; the text in the reader's language is looked up
 * by code. `params` fill the text and are shown to the user, so they hold nothing internal to another side.
 */
export class DomainError extends Error {
  constructor(
    readonly code: string,
    readonly kind: ErrorKind = 'conflict',
    readonly params: Readonly<Record<string, string | number>> = {},
    readonly faults: readonly FieldFault[] = [],
  ) {
    super(code);
    this.name = 'DomainError';
  }
}

/** Refuses with `code` unless the condition holds. */
export function ensure(
  condition: unknown,
  code: string,
  kind: ErrorKind = 'conflict',
  params: Readonly<Record<string, string | number>> = {},
): asserts condition {
  if (!condition) throw new DomainError(code, kind, params);
}

/** Refuses one field of the command's body: 422 with a JSON pointer. */
export function ensureField(
  condition: unknown,
  pointer: string,
  code: string,
  params: Readonly<Record<string, string | number>> = {},
): asserts condition {
  if (!condition) throw new DomainError(code, 'unprocessable', params, [{ pointer, code, params }]);
}
