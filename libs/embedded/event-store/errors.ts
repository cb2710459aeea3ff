import { Metadata, status as codes } from '@grpc/grpc-js';
import { CommitFailedError } from './commit-queue.js';
import { type Expected, type Refused, TOMBSTONE_REVISION } from './types.js';
import { Any, GoogleEmpty, shared, status } from './wire.js';

/** An append may hold so many bytes of events (types counted as UTF-16), as in version 24.6. */
export const MAX_APPEND_BYTES = 1024 * 1024;

/** An error that a call ends with: gRPC status and trailers that the official client understands. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly metadata = new Metadata();

  constructor(
    readonly code: codes,
    readonly details: string,
    trailers: Readonly<Record<string, string>> = {},
  ) {
    super(details);
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, ascii(value));
  }
}

export const invalidArgument = (details: string): RpcError => new RpcError(codes.INVALID_ARGUMENT, details);

export const shuttingDown = (): RpcError => new RpcError(codes.UNAVAILABLE, 'The server is shutting down');

export const streamDeleted = (stream: string): RpcError =>
  new RpcError(codes.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });

export const appendTooBig = (): RpcError =>
  new RpcError(codes.INVALID_ARGUMENT, `Maximum append size of ${MAX_APPEND_BYTES} bytes exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_BYTES),
  });

export const missingProperty = (property: string): RpcError =>
  new RpcError(codes.INVALID_ARGUMENT, `Required metadata property '${property}' is missing.`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });

/** Whatever was thrown, as the error a call ends with. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  if (error instanceof CommitFailedError) {
    return new RpcError(codes.UNAVAILABLE, `${error.message}: ${messageOf(error.cause)}`);
  }
  return new RpcError(codes.UNKNOWN, messageOf(error));
}

/** How a delete or a tombstone, and an append to a deleted stream, is refused. */
export function refusal({ reason, stream, expected, current }: Refused): RpcError {
  if (reason === 'stream_deleted') return streamDeleted(stream);
  const trailers: Record<string, string> = {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': expectedNumber(expected),
  };
  if (current >= 0) trailers['actual-version'] = revisionText(current);
  const details = `Expected version ${expectedNumber(expected)} of stream '${stream}', but it is ${revisionText(current)}.`;
  return new RpcError(codes.FAILED_PRECONDITION, details, trailers);
}

export type Status = InstanceType<typeof status.Status>;

/** How BatchAppend refuses one append: as a message, so that the others on the same call go on. */
export function batchRefusal(refused: Refused): Status {
  if (refused.reason === 'stream_deleted') {
    const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(refused.stream, 'utf8'));
    const detail = new shared.StreamDeleted().setStreamIdentifier(identifier);
    return statusOf(codes.FAILED_PRECONDITION, streamDeleted(refused.stream).details, 'StreamDeleted', detail);
  }
  const detail = new shared.WrongExpectedVersion();
  if (refused.current < 0) detail.setCurrentNoStream(new GoogleEmpty());
  else detail.setCurrentStreamRevision(revisionText(refused.current));
  const { expected } = refused;
  if (expected === 'any') detail.setExpectedAny(new GoogleEmpty());
  else if (expected === 'no_stream') detail.setExpectedNoStream(new GoogleEmpty());
  else if (expected === 'stream_exists') detail.setExpectedStreamExists(new GoogleEmpty());
  else detail.setExpectedStreamPosition(revisionText(expected.revision));
  return statusOf(codes.FAILED_PRECONDITION, refusal(refused).details, 'WrongExpectedVersion', detail);
}

export const batchTimeout = (): Status =>
  statusOf(codes.DEADLINE_EXCEEDED, 'The deadline of the append has passed', 'Timeout', new shared.Timeout());

export function batchTooBig(): Status {
  const detail = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_BYTES);
  return statusOf(codes.INVALID_ARGUMENT, appendTooBig().details, 'MaximumAppendSizeExceeded', detail);
}

/** An append that is not well formed. */
export const batchUnknown = (error: RpcError): Status =>
  statusOf(error.code, error.details, 'Unknown', new shared.Unknown());

function statusOf(code: codes, message: string, type: string, detail: { serializeBinary(): Uint8Array }): Status {
  const any = new Any();
  any.pack(detail.serializeBinary(), `event_store.client.${type}`);
  // The published enum of codes has the same numbers as grpc-js.
  return new status.Status()
    .setCode(code as never)
    .setMessage(message)
    .setDetails(any);
}

/** A revision on the wire. */
export function revisionText(revision: number): string {
  return revision === TOMBSTONE_REVISION ? '9223372036854775807' : String(revision);
}

function expectedNumber(expected: Expected): string {
  if (expected === 'any') return '-2';
  if (expected === 'no_stream') return '-1';
  return expected === 'stream_exists' ? '-4' : revisionText(expected.revision);
}

/** Trailers are ASCII; other letters are lost, as on the original server. */
function ascii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}

function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
