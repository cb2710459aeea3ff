import { invalidArgument, missingProperty, revisionText } from './errors.js';
import type { Expected, ProposedEvent, ResolvedEvent, StoredEvent } from './types.js';
import { type ReadResp, type RecordedEventMessage, shared, type StreamIdentifier, streams, type Uuid } from './wire.js';

const JSON_TYPE = 'application/json';
const BINARY_TYPE = 'application/octet-stream';

/** @throws RpcError (INVALID_ARGUMENT) when there is no name, or one that no stream can have */
export function streamName(identifier: StreamIdentifier | undefined): string {
  const name = identifier ? Buffer.from(identifier.getStreamName_asU8()).toString('utf8') : '';
  if (name === '' || name === '$$') throw invalidArgument(`Not a stream name: '${name}'`);
  return name;
}

/** Only the server writes `$all`, and there is no metadata of metadata. */
export function writableStreamName(identifier: StreamIdentifier | undefined): string {
  const name = streamName(identifier);
  if (name === '$all' || name.startsWith('$$$$')) throw invalidArgument(`The stream '${name}' cannot be written`);
  return name;
}

export function identifierOf(name: string): StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(name, 'utf8'));
}

/** A number on the wire; beyond the safe integers (the end markers of the protocol) it is the largest safe one. */
export function wireNumber(text: string): number {
  const value = Number(text);
  return Math.min(value < 0 ? Number.MAX_SAFE_INTEGER : value, Number.MAX_SAFE_INTEGER);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Both forms of the wire, as lower-case text. */
export function uuidText(uuid: Uuid | undefined): string {
  const structured = uuid?.getStructured();
  if (structured) {
    const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
      .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, '0'))
      .join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
  const text = (uuid?.getString() ?? '').toLowerCase();
  if (!UUID.test(text)) throw invalidArgument(`Not a UUID: '${text}'`);
  return text;
}

function uuidMessage(id: string, asStructured: boolean): Uuid {
  if (!asStructured) return new shared.UUID().setString(id);
  const hex = id.replaceAll('-', '');
  const structured = new shared.UUID.Structured()
    .setMostSignificantBits(BigInt.asIntN(64, BigInt(`0x${hex.slice(0, 16)}`)).toString())
    .setLeastSignificantBits(BigInt.asIntN(64, BigInt(`0x${hex.slice(16)}`)).toString());
  return new shared.UUID().setStructured(structured);
}

/** What Append and BatchAppend messages have in common. */
interface ProposedMessage {
  getId(): Uuid | undefined;
  getMetadataMap(): { get(key: string): string | undefined };
  getData_asU8(): Uint8Array;
  getCustomMetadata_asU8(): Uint8Array;
}

/** @throws RpcError when the id, the type or the content type is missing */
export function proposedEvent(message: ProposedMessage): ProposedEvent {
  const properties = message.getMetadataMap();
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (!type) throw missingProperty('type');
  if (!contentType) throw missingProperty('content-type');
  return {
    id: uuidText(message.getId()),
    type,
    json: contentType === JSON_TYPE,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** Size as the limit of an append counts it. */
export function sizeOf(event: ProposedEvent): number {
  return event.data.length + event.metadata.length + 2 * event.type.length;
}

/** What the options of Append, Delete and Tombstone have in common. */
export interface ExpectedOptions {
  hasRevision(): boolean;
  getRevision(): string;
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

/** @throws RpcError when the request says nothing about the expected state */
export function expectedOf(options: ExpectedOptions): Expected {
  if (options.hasRevision()) return { revision: wireNumber(options.getRevision()) };
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  throw invalidArgument('The expected revision is missing');
}

export function eventMessage({ event, link }: ResolvedEvent, structuredIds: boolean): ReadResp {
  const message = new streams.ReadResp.ReadEvent();
  if (event) message.setEvent(recordedMessage(event, structuredIds));
  if (link) message.setLink(recordedMessage(link, structuredIds));
  const original = link ?? event;
  if (original) message.setCommitPosition(String(original.position));
  return new streams.ReadResp().setEvent(message);
}

function recordedMessage(event: StoredEvent, structuredIds: boolean): RecordedEventMessage {
  const position = String(event.position);
  const message = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(uuidMessage(event.id, structuredIds))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(revisionText(event.revision))
    .setPreparePosition(position)
    .setCommitPosition(position)
    .setCustomMetadata(event.metadata)
    .setData(event.data);
  message
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.json ? JSON_TYPE : BINARY_TYPE)
    // .NET ticks of 100 ns since the Unix epoch.
    .set('created', `${event.created}0000`);
  return message;
}

export function confirmationMessage(id: string): ReadResp {
  return new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(id));
}

export function checkpointMessage(position: number): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return new streams.ReadResp().setCheckpoint(checkpoint);
}

/** Empty: time and position came with 25.1. */
export function caughtUpMessage(): ReadResp {
  return new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());
}

export function notFoundMessage(stream: string): ReadResp {
  return new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream)),
  );
}

/** The first readable revision, told to a forward read that found nothing where it looked. */
export const firstMessage = (revision: number): ReadResp =>
  new streams.ReadResp().setFirstStreamPosition(revisionText(revision));

export const lastMessage = (revision: number): ReadResp =>
  new streams.ReadResp().setLastStreamPosition(revisionText(revision));
