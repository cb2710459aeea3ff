/** What the official client never sends, or hides: asked of the server directly. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import timestampPb from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { MAX_APPEND_BYTES } from './errors.js';
import { identifierOf } from './messages.js';
import { collect, type Fixture, freshStream, numbered, startFixture } from '../../../test/support/embedded-store.js';
import {
  type BatchAppendReq,
  type BatchAppendResp,
  GossipService,
  ServerFeaturesService,
  type ReadOptions,
  type ReadResp,
  shared,
  streams,
  StreamsService,
} from './wire.js';

let fixture: Fixture;
let raw: Client;
beforeAll(async () => {
  fixture = await startFixture();
  raw = new Client(`127.0.0.1:${fixture.handle.port}`, credentials.createInsecure());
});
afterAll(async () => {
  raw.close();
  await fixture.stop();
});

const Options = streams.ReadReq.Options;

function readOptions(change: (options: ReadOptions) => void): ReadOptions {
  const options = new Options()
    .setCount('1000')
    .setNoFilter(new shared.Empty())
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()));
  change(options);
  return options;
}

function read(options: ReadOptions): Promise<ReadResp[]> {
  const { path, requestSerialize, responseDeserialize } = StreamsService.read;
  const request = new streams.ReadReq().setOptions(options);
  return collect(raw.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request));
}

const fromStart = (stream: string) =>
  new Options.StreamOptions().setStreamIdentifier(identifierOf(stream)).setStart(new shared.Empty());

describe('Streams/Read', () => {
  it('writes ids as two numbers when asked', async () => {
    const stream = freshStream();
    const [event] = numbered(1);
    await fixture.client.appendToStream(stream, event!);
    const ids = new Options.UUIDOption().setStructured(new shared.Empty());
    const [answer] = await read(readOptions((options) => options.setStream(fromStart(stream)).setUuidOption(ids)));
    const id = answer!.getEvent()!.getEvent()!.getId()!.getStructured()!;
    const bits = [id.getMostSignificantBits(), id.getLeastSignificantBits()];
    const hex = bits.map((part) => BigInt.asUintN(64, BigInt(part)).toString(16).padStart(16, '0')).join('');
    expect(hex).toBe(event!.id.replaceAll('-', ''));
  });

  it('tells the ends of the stream when asked', async () => {
    const stream = freshStream();
    await fixture.client.appendToStream(stream, numbered(5));
    await fixture.client.setStreamMetadata(stream, { truncateBefore: 5 });
    const control = new Options.ControlOption().setCompatibility(1);
    const answers = await read(
      readOptions((options) => options.setStream(fromStart(stream)).setControlOption(control)),
    );
    expect(answers.map((answer) => answer.getContentCase())).toEqual([
      streams.ReadResp.ContentCase.FIRST_STREAM_POSITION,
      streams.ReadResp.ContentCase.LAST_STREAM_POSITION,
    ]);
    expect(answers[0]!.getFirstStreamPosition()).toBe('5');
    expect(answers[1]!.getLastStreamPosition()).toBe('4');
  });

  it('finds nothing after the end', async () => {
    const end = new Options.AllOptions().setEnd(new shared.Empty());
    expect(await read(readOptions((options) => options.setAll(end)))).toEqual([]);
  });

  const start = () => new Options.AllOptions().setStart(new shared.Empty());
  const filter = (multiplier: number) =>
    new Options.FilterOptions()
      .setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList(['x']))
      .setCount(new shared.Empty())
      .setCheckpointintervalmultiplier(multiplier);
  it.each<[string, (options: ReadOptions) => void]>([
    ['how ids are written', (options) => options.setAll(start()).clearUuidOption()],
    ['a count', (options) => options.setAll(start()).clearCount()],
    ['a start', (options) => options.setAll(new Options.AllOptions())],
    ['what to read', () => undefined],
    ['a stream name', (options) => options.setStream(fromStart(''))],
    [
      'a checkpoint interval',
      (options) => options.setAll(start()).setFilter(filter(0)).setSubscription(new Options.SubscriptionOptions()),
    ],
    ['an expression in the filter', (options) => options.setAll(start()).setFilter(new Options.FilterOptions())],
    [
      'forwards as the direction of a subscription',
      (options) =>
        options
          .setAll(start())
          .setReadDirection(Options.ReadDirection.BACKWARDS)
          .setSubscription(new Options.SubscriptionOptions()),
    ],
  ])('is refused without %s', async (_what, change) => {
    await expect(read(readOptions(change))).rejects.toMatchObject({ code: 3 });
  });
});

type Fields = { id?: string; type?: string; contentType?: string; bytes?: number };

function message({ id = randomUUID(), type = 'Raw', contentType = 'application/json', bytes = 2 }: Fields = {}) {
  const proposed = new streams.BatchAppendReq.ProposedMessage()
    .setId(new shared.UUID().setString(id))
    .setData(Buffer.alloc(bytes, '1'));
  if (type) proposed.getMetadataMap().set('type', type);
  if (contentType) proposed.getMetadataMap().set('content-type', contentType);
  return proposed;
}

/** One BatchAppend call; answers by correlation id. */
class Batch {
  readonly answers = new Map<string, BatchAppendResp>();
  readonly #call;
  readonly #arrivals = new EventTarget();
  readonly ended: Promise<ServiceError | undefined>;

  constructor() {
    const { path, requestSerialize, responseDeserialize } = StreamsService.batchAppend;
    this.#call = raw.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    this.ended = new Promise((resolve) => {
      this.#call.on('error', (error: ServiceError) => resolve(error)).on('end', () => resolve(undefined));
    });
    this.#call.on('data', (answer: BatchAppendResp) => {
      const key = answer.getCorrelationId()!.getString();
      if (this.answers.has(key)) throw new Error(`A second answer for ${key}`);
      this.answers.set(key, answer);
      this.#arrivals.dispatchEvent(new Event(key));
    });
  }

  send(key: string, final: boolean, change: (request: BatchAppendReq) => void): void {
    const request = new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(key)).setIsFinal(final);
    change(request);
    this.#call.write(request);
  }

  async answered(key: string): Promise<void> {
    if (!this.answers.has(key)) await once(this.#arrivals, key);
  }

  async end(): Promise<ServiceError | undefined> {
    this.#call.end();
    return this.ended;
  }
}

const target = (stream: string, deadline = Date.now() + 60_000) =>
  new streams.BatchAppendReq.Options()
    .setStreamIdentifier(identifierOf(stream))
    .setAny(new shared.Empty() as never)
    .setDeadline21100(timestampPb.Timestamp.fromDate(new Date(deadline)));

const detailOf = (answer: BatchAppendResp | undefined) => answer?.getError()?.getDetails()?.getTypeUrl();

describe('Streams/BatchAppend', () => {
  it('mixes the parts of several appends and answers each once', async () => {
    const batch = new Batch();
    const [one, two] = [freshStream('one'), freshStream('two')];
    const [first, second] = [randomUUID(), randomUUID()];
    batch.send(first, false, (request) => request.setOptions(target(one)).setProposedMessagesList([message()]));
    batch.send(second, false, (request) => request.setOptions(target(two)).setProposedMessagesList([message()]));
    batch.send(first, false, (request) => request.setProposedMessagesList([message(), message()]));
    batch.send(second, true, (request) => request.setProposedMessagesList([message()]));
    batch.send(first, true, () => undefined);
    expect(await batch.end()).toBeUndefined();
    expect(batch.answers.get(first)?.getSuccess()?.getCurrentRevision()).toBe('2');
    expect(batch.answers.get(second)?.getSuccess()?.getCurrentRevision()).toBe('1');
    expect(await collect(fixture.client.readStream(one))).toHaveLength(3);
  });

  it('answers a passed deadline and what is not well formed, without ending the call', async () => {
    const batch = new Batch();
    const stream = freshStream();
    const keys = {
      late: randomUUID(),
      untyped: randomUUID(),
      lost: randomUUID(),
      big: randomUUID(),
      good: randomUUID(),
    };
    batch.send(keys.late, true, (request) =>
      request.setOptions(target(stream, Date.now() - 1000)).setProposedMessagesList([message()]),
    );
    batch.send(keys.untyped, true, (request) =>
      request.setOptions(target(stream)).setProposedMessagesList([message({ type: '' })]),
    );
    batch.send(keys.lost, true, (request) => request.setProposedMessagesList([message()]));
    for (const final of [false, false, true]) {
      batch.send(keys.big, final, (request) => {
        if (!batch.answers.has(keys.big)) request.setOptions(target(stream));
        request.setProposedMessagesList([message({ bytes: MAX_APPEND_BYTES / 2 })]);
      });
    }
    batch.send(keys.good, true, (request) => request.setOptions(target(stream)).setProposedMessagesList([message()]));
    expect(await batch.end()).toBeUndefined();
    expect(detailOf(batch.answers.get(keys.late))).toBe('type.googleapis.com/event_store.client.Timeout');
    expect(detailOf(batch.answers.get(keys.untyped))).toBe('type.googleapis.com/event_store.client.Unknown');
    expect(detailOf(batch.answers.get(keys.lost))).toBe('type.googleapis.com/event_store.client.Unknown');
    expect(detailOf(batch.answers.get(keys.big))).toMatch(/MaximumAppendSizeExceeded$/);
    expect(batch.answers.get(keys.good)?.getSuccess()?.getCurrentRevision()).toBe('0');
    expect(await collect(fixture.client.readStream(stream))).toHaveLength(1);
  });

  it('answers an append whose last part does not come in time', async () => {
    const batch = new Batch();
    const key = randomUUID();
    batch.send(key, false, (request) => request.setOptions(target(freshStream(), Date.now() + 50)));
    await batch.answered(key);
    expect(detailOf(batch.answers.get(key))).toMatch(/Timeout$/);
    expect(await batch.end()).toBeUndefined();
  });
});

describe('the other services', () => {
  const ask = <Q, S>(
    method: {
      path: string;
      requestSerialize: (value: Q) => Buffer;
      responseDeserialize: (bytes: Buffer) => S;
    },
    request: Q,
  ) =>
    new Promise<S>((resolve, reject) => {
      raw.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        new Metadata(),
        (error, answer) => (error ? reject(error) : resolve(answer!)),
      );
    });

  it('features: version 24.6.0 and what the client may use', async () => {
    const answer = await ask(ServerFeaturesService.getSupportedMethods, new shared.Empty());
    expect(answer.getEventStoreServerVersion()).toBe('24.6.0');
    const names = answer.getMethodsList().map((method) => `${method.getServiceName()}/${method.getMethodName()}`);
    expect(names).toContain('event_store.client.streams.streams/batchappend');
    expect(names).toEqual(names.map((name) => name.toLowerCase()));
  });

  it('gossip: one member that leads', async () => {
    const members = (await ask(GossipService.read, new shared.Empty())).getMembersList();
    expect(
      members.map((member) => [member.getState(), member.getIsAlive(), member.getHttpEndPoint()?.getPort()]),
    ).toEqual([[8, true, fixture.handle.port]]);
  });

  it('anything else is unimplemented, which the client tells as unsupported', async () => {
    await expect(
      fixture.client.multiStreamAppend([{ streamName: 's', expectedState: 'any', events: numbered(1) }]),
    ).rejects.toMatchObject({ type: 'unsupported' });
  });
});
