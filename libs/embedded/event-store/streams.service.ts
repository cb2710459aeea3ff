import { setImmediate as turn } from 'node:timers/promises';
import type { handleServerStreamingCall, handleUnaryCall, sendUnaryData, ServerWritableStream } from '@grpc/grpc-js';
import type { CommitQueue } from './commit-queue.js';
import type { Engine } from './engine.js';
import { invalidArgument, refusal, shuttingDown, toRpcError } from './errors.js';
import { type ExpectedOptions, expectedOf, writableStreamName } from './messages.js';
import type { Pager, Pages } from './pages.js';
import { parseRead } from './read-request.js';
import { type Expected, isMetadataStream, type Outcome } from './types.js';
import {
  type DeleteReq,
  type DeleteResp,
  type ReadReq,
  type ReadResp,
  type StreamIdentifier,
  streams,
  type TombstoneReq,
  type TombstoneResp,
} from './wire.js';

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Streams/Read: both reads with an end and subscriptions. */
export function readHandler(pager: Pager, stopping: AbortSignal): handleServerStreamingCall<ReadReq, ReadResp> {
  return (call) => {
    const over = new AbortController();
    const stop = () => over.abort();
    call.on('cancelled', stop).on('close', stop).on('error', stop);
    const signal = AbortSignal.any([over.signal, stopping]);
    void answer(call, signal, () => pager.answers(parseRead(call.request), signal)).then(
      () => (stopping.aborted && !over.signal.aborted ? call.emit('error', shuttingDown()) : call.end()),
      (error: unknown) => call.emit('error', toRpcError(error)),
    );
  };
}

async function answer(call: ReadCall, signal: AbortSignal, start: () => Pages): Promise<void> {
  for await (const page of start()) {
    for (const message of page) {
      if (signal.aborted) return;
      if (!call.write(message)) await drained(call, signal);
    }
    // Appends get their turn between two pages.
    await turn();
    if (signal.aborted) return;
  }
}

/** Resolves when the call takes more, or is over. */
function drained(call: ReadCall, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    call.once('drain', done);
    signal.addEventListener('abort', done);
  });
}

/** Streams/Delete: soft. */
export function deleteHandler(engine: Engine, queue: CommitQueue): handleUnaryCall<DeleteReq, DeleteResp> {
  return unary(async (request) => {
    const { stream, expected } = parseDelete(request.getOptions());
    const position = positionOf(await queue.submit(() => engine.delete(stream, expected)));
    return new streams.DeleteResp().setPosition(
      new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
    );
  });
}

/** Streams/Tombstone: for ever. */
export function tombstoneHandler(engine: Engine, queue: CommitQueue): handleUnaryCall<TombstoneReq, TombstoneResp> {
  return unary(async (request) => {
    const { stream, expected } = parseDelete(request.getOptions());
    if (isMetadataStream(stream)) throw invalidArgument('A metadata stream is closed together with its stream');
    const position = positionOf(await queue.submit(() => engine.tombstone(stream, expected)));
    return new streams.TombstoneResp().setPosition(
      new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
    );
  });
}

function unary<Q, S>(work: (request: Q) => Promise<S>): handleUnaryCall<Q, S> {
  return (call, callback) => void respond(work(call.request), callback);
}

async function respond<S>(answer: Promise<S>, callback: sendUnaryData<S>): Promise<void> {
  const [outcome] = await Promise.allSettled([answer]);
  if (outcome.status === 'fulfilled') callback(null, outcome.value);
  else callback(toRpcError(outcome.reason));
}

type DeleteOptions = ExpectedOptions & { getStreamIdentifier(): StreamIdentifier | undefined };

function parseDelete(options: DeleteOptions | undefined): { stream: string; expected: Expected } {
  if (!options) throw invalidArgument('The request has no options');
  return { stream: writableStreamName(options.getStreamIdentifier()), expected: expectedOf(options) };
}

function positionOf(outcome: Outcome): string {
  if (outcome.kind === 'refused') throw refusal(outcome);
  return String(outcome.position ?? 0);
}
