/** The data directory cannot be used. The message says why and what to do; `cause` is the driver's error. */
export class EventStoreOpenError extends Error {
  override readonly name = 'EventStoreOpenError';

  constructor(
    readonly reason: 'in_use' | 'damaged' | 'not_accessible',
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Primary result codes of SQLite. */
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** Turns what the driver said at opening into a message for the person who started the program. */
export function openingError(error: unknown, directory: string): EventStoreOpenError {
  const said = error instanceof Error || isErrorLike(error) ? error.message : String(error);
  switch (primaryCode(error)) {
    case BUSY:
    case LOCKED:
      return new EventStoreOpenError(
        'in_use',
        `The event store in ${directory} is in use by another process. Only one process may have it open: stop the other one, or give this one another directory.`,
        error,
      );
    case CANNOT_OPEN:
      return new EventStoreOpenError(
        'not_accessible',
        `The event store in ${directory} cannot be opened: ${said}`,
        error,
      );
    case CORRUPT:
    case NOT_A_DATABASE:
    case undefined:
      return new EventStoreOpenError(
        'damaged',
        `The event store in ${directory} is damaged and was not started: ${said}. Nothing was changed. Restore the directory from a backup.`,
        error,
      );
    default:
      return new EventStoreOpenError(
        'not_accessible',
        `The event store in ${directory} cannot be used: ${said}`,
        error,
      );
  }
}

function primaryCode(error: unknown): number | undefined {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Errors of Node's own modules are not `instanceof Error` inside a Jest environment. */
function isErrorLike(error: unknown): error is { message: string } {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
}
