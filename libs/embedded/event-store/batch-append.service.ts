import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import type { CommitQueue } from './commit-queue.js';
import type { Engine } from './engine.js';
import {
  batchRefusal,
  batchTimeout,
  batchTooBig,
  batchUnknown,
  invalidArgument,
  MAX_APPEND_BYTES,
  revisionText,
  RpcError,
  shuttingDown,
  type Status,
  toRpcError,
} from './errors.js';
import { proposedEvent, sizeOf, uuidText, wireNumber, writableStreamName } from './messages.js';
import type { Expected, Outcome, ProposedEvent } from './types.js';
import {
  type BatchAppendOptions,
  type BatchAppendReq,
  type BatchAppendResp,
  GoogleEmpty,
  shared,
  streams,
  type Uuid,
} from './wire.js';

type BatchCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** One append under way: its events may come in several messages. */
interface Pending {
  readonly correlation: Uuid;
  readonly options: BatchAppendOptions;
  readonly stream: string;
  readonly expected: Expected;
  /** Milliseconds since the Unix epoch. */
  readonly deadline: number;
  readonly events: ProposedEvent[];
  bytes: number;
  timer?: NodeJS.Timeout;
}

/** Streams/BatchAppend: one long-lived call carries many appends, each answered once under its correlation id. */
export function batchAppendHandler(
  engine: Engine,
  queue: CommitQueue,
  stopping: AbortSignal,
): handleBidiStreamingCall<BatchAppendReq, BatchAppendResp> {
  return (call) => {
    const batch = new BatchSession(call, engine, queue);
    const stop = () => batch.fail(shuttingDown());
    const over = () => {
      batch.close();
      stopping.removeEventListener('abort', stop);
    };
    stopping.addEventListener('abort', stop);
    call.on('data', (message: BatchAppendReq) => batch.receive(message));
    call.on('end', () => void batch.finish());
    call.on('cancelled', over).on('close', over).on('error', over);
  };
}

class BatchSession {
  readonly #pending = new Map<string, Pending>();
  /** Appends that were answered before their last message came; the rest of them is passed over. */
  readonly #answered = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(
    private readonly call: BatchCall,
    private readonly engine: Engine,
    private readonly queue: CommitQueue,
  ) {}

  receive(message: BatchAppendReq): void {
    if (this.#closed) return;
    let key: string;
    try {
      key = uuidText(message.getCorrelationId());
    } catch (error) {
      this.fail(toRpcError(error));
      return;
    }
    if (this.#answered.has(key)) {
      if (message.getIsFinal()) this.#answered.delete(key);
      return;
    }
    try {
      this.#collect(key, message);
    } catch (error) {
      this.#refuse(key, message, toRpcError(error));
    }
  }

  /** Ends the call with an error: whatever is not answered yet has an unknown outcome, and may be repeated with the same ids. */
  fail(error: RpcError): void {
    if (this.#closed) return;
    this.call.emit('error', error);
    this.close();
  }

  /** The client sends no more: answer what is under way, then end. */
  async finish(): Promise<void> {
    await Promise.all(this.#running);
    if (!this.#closed) this.call.end();
    this.close();
  }

  close(): void {
    this.#closed = true;
    for (const pending of this.#pending.values()) clearTimeout(pending.timer);
    this.#pending.clear();
    this.#answered.clear();
  }

  #collect(key: string, message: BatchAppendReq): void {
    const pending = this.#pending.get(key) ?? openAppend(message);
    this.#pending.set(key, pending);
    for (const proposed of message.getProposedMessagesList()) {
      const event = proposedEvent(proposed);
      pending.bytes += sizeOf(event);
      pending.events.push(event);
    }
    if (pending.bytes > MAX_APPEND_BYTES) {
      this.#answer(key, pending, batchTooBig(), message.getIsFinal());
    } else if (message.getIsFinal()) {
      this.#pending.delete(key);
      clearTimeout(pending.timer);
      this.#submit(pending);
    } else {
      pending.timer ??= this.#expire(key, pending);
    }
  }

  /** Answers an append whose last message does not come in time. */
  #expire(key: string, pending: Pending): NodeJS.Timeout {
    const delay = Math.min(Math.max(pending.deadline - Date.now(), 0), 0x7fffffff);
    return setTimeout(() => this.#answer(key, pending, batchTimeout(), false), delay).unref();
  }

  #submit(pending: Pending): void {
    const { stream, expected, events } = pending;
    const running = this.queue
      .submit(() => (Date.now() > pending.deadline ? undefined : this.engine.append({ stream, expected, events })))
      .then(
        (outcome) => this.#write(pending, outcome ?? batchTimeout()),
        (error: unknown) => this.fail(toRpcError(error)),
      )
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #answer(key: string, pending: Pending, error: Status, final: boolean): void {
    clearTimeout(pending.timer);
    this.#pending.delete(key);
    if (!final) this.#answered.add(key);
    this.#write(pending, error);
  }

  /** The message could not be understood. */
  #refuse(key: string, message: BatchAppendReq, error: RpcError): void {
    const pending = this.#pending.get(key);
    clearTimeout(pending?.timer);
    this.#pending.delete(key);
    if (!message.getIsFinal()) this.#answered.add(key);
    const response = new streams.BatchAppendResp().setCorrelationId(message.getCorrelationId());
    const identifier = (message.getOptions() ?? pending?.options)?.getStreamIdentifier();
    response.setStreamIdentifier(identifier ?? new shared.StreamIdentifier());
    this.call.write(response.setError(batchUnknown(error)));
  }

  #write(pending: Pending, result: Outcome | Status): void {
    if (this.#closed) return;
    const response = new streams.BatchAppendResp().setCorrelationId(pending.correlation);
    response.setStreamIdentifier(pending.options.getStreamIdentifier());
    echoExpected(response, pending.expected);
    if (!('kind' in result)) response.setError(result);
    else if (result.kind === 'refused') response.setError(batchRefusal(result));
    else response.setSuccess(successOf(result.revision, result.position));
    this.call.write(response);
  }
}

function openAppend(message: BatchAppendReq): Pending {
  const options = message.getOptions();
  const correlation = message.getCorrelationId();
  if (!options || !correlation) throw invalidArgument('The first message of an append has no options');
  return {
    correlation,
    options,
    stream: writableStreamName(options.getStreamIdentifier()),
    expected: expectedOf(options),
    deadline: deadlineOf(options),
    events: [],
    bytes: 0,
  };
}

/** The client's clock is compared with ours: both run on one machine. */
function deadlineOf(options: BatchAppendOptions): number {
  const at = options.getDeadline21100();
  if (at) return at.getSeconds() * 1000 + at.getNanos() / 1e6;
  const within = options.getDeadline();
  return within ? Date.now() + within.getSeconds() * 1000 + within.getNanos() / 1e6 : Number.POSITIVE_INFINITY;
}

function expectedOf(options: BatchAppendOptions): Expected {
  if (options.hasStreamPosition()) return { revision: wireNumber(options.getStreamPosition()) };
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  throw invalidArgument('The expected revision is missing');
}

function echoExpected(response: BatchAppendResp, expected: Expected): void {
  if (expected === 'any') response.setAny(new GoogleEmpty());
  else if (expected === 'no_stream') response.setNoStream(new GoogleEmpty());
  else if (expected === 'stream_exists') response.setStreamExists(new GoogleEmpty());
  else response.setStreamPosition(revisionText(expected.revision));
}

function successOf(revision: number, position: number | undefined) {
  const success = new streams.BatchAppendResp.Success();
  if (revision < 0) success.setNoStream(new GoogleEmpty());
  else success.setCurrentRevision(revisionText(revision));
  if (position === undefined) return success.setNoPosition(new GoogleEmpty());
  const text = String(position);
  return success.setPosition(new shared.AllStreamPosition().setCommitPosition(text).setPreparePosition(text));
}
