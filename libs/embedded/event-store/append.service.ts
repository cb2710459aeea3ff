import type { handleClientStreamingCall } from '@grpc/grpc-js';
import type { CommitQueue } from './commit-queue.js';
import type { Engine } from './engine.js';
import { appendTooBig, invalidArgument, MAX_APPEND_BYTES, refusal, revisionText, toRpcError } from './errors.js';
import { expectedOf, proposedEvent, sizeOf, writableStreamName } from './messages.js';
import type { Appended, Expected, ProposedEvent, Refused } from './types.js';
import { type AppendReq, type AppendResp, shared, streams } from './wire.js';

/** Streams/Append: one append as a stream of its events, the options first. The client uses it when a call has credentials of its own. */
export function appendHandler(engine: Engine, queue: CommitQueue): handleClientStreamingCall<AppendReq, AppendResp> {
  return (call, callback) => {
    const parts = new AppendParts();
    let answered = false;
    const answer = (error: unknown, response?: AppendResp) => {
      if (answered) return;
      answered = true;
      if (response) callback(null, response);
      else callback(toRpcError(error));
    };
    call.on('data', (message: AppendReq) => {
      try {
        if (!answered) parts.add(message);
      } catch (error) {
        answer(error);
      }
    });
    call.on('end', () => {
      if (answered) return;
      submit(parts, engine, queue).then(
        (response) => answer(undefined, response),
        (error: unknown) => answer(error),
      );
    });
  };
}

/** Collects the messages of one append. */
class AppendParts {
  target: { stream: string; expected: Expected } | undefined;
  readonly events: ProposedEvent[] = [];
  #bytes = 0;

  add(message: AppendReq): void {
    const options = message.getOptions();
    const proposed = message.getProposedMessage();
    if (options) {
      this.target = { stream: writableStreamName(options.getStreamIdentifier()), expected: expectedOf(options) };
    } else if (proposed && this.target) {
      const event = proposedEvent(proposed);
      this.#bytes += sizeOf(event);
      if (this.#bytes > MAX_APPEND_BYTES) throw appendTooBig();
      this.events.push(event);
    } else {
      throw invalidArgument('An append starts with its options and goes on with events');
    }
  }
}

async function submit({ target, events }: AppendParts, engine: Engine, queue: CommitQueue): Promise<AppendResp> {
  if (!target) throw invalidArgument('The append has no options');
  const outcome = await queue.submit(() => engine.append({ ...target, events }));
  if (outcome.kind === 'appended') return successMessage(outcome);
  if (outcome.reason === 'stream_deleted') throw refusal(outcome);
  return wrongVersionMessage(outcome);
}

function successMessage({ revision, position }: Appended): AppendResp {
  const success = new streams.AppendResp.Success();
  if (revision < 0) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(revisionText(revision));
  if (position === undefined) {
    success.setNoPosition(new shared.Empty());
  } else {
    const text = String(position);
    success.setPosition(new streams.AppendResp.Position().setCommitPosition(text).setPreparePosition(text));
  }
  return new streams.AppendResp().setSuccess(success);
}

function wrongVersionMessage({ expected, current }: Refused): AppendResp {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (current < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(revisionText(current));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(revisionText(expected.revision));
  return new streams.AppendResp().setWrongExpectedVersion(wrong);
}
