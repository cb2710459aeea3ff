import { mkdirSync } from 'node:fs';
import {
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
} from '@grpc/grpc-js';
import { appendHandler } from './append.service.js';
import { batchAppendHandler } from './batch-append.service.js';
import { CommitQueue } from './commit-queue.js';
import { Engine, systemEvent } from './engine.js';
import { featuresService, gossipService } from './features.service.js';
import { Pager } from './pages.js';
import { Reader } from './reading.js';
import { SqliteStore } from './store.js';
import { deleteHandler, readHandler, tombstoneHandler } from './streams.service.js';
import { GossipService, type IStreamsServer, ServerFeaturesService, StreamsService } from './wire.js';

/** There is no authentication: the server never listens to the network. */
export const HOST = '127.0.0.1';

/** Clients send batches of up to 3 MB; the default of 4 MB would be a narrow fit. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const RECENT_IDS = 25_000;
const FORCE_AFTER_MS = 500;

/**
 * Answers the headers of a read at once. The client's reader switches TCP_NODELAY off, so headers and a small first message would otherwise wait
 * 40 ms for each other's acknowledgement.
 */
const eagerHeaders: ServerInterceptor = (method, call) =>
  new ServerInterceptingCall(
    call,
    method.path.endsWith('Streams/Read')
      ? {
          start: (next) =>
            next(
              new ServerListenerBuilder()
                .withOnReceiveMetadata((metadata, deliver) => {
                  call.sendMetadata(new Metadata());
                  deliver(metadata);
                })
                .build(),
            ),
        }
      : undefined,
  );

/** The server over one data directory. */
export class EventStoreServer {
  readonly #store: SqliteStore;
  readonly #queue: CommitQueue;
  readonly #stopping = new AbortController();
  readonly #server: Server;
  #port = 0;
  #stopped: Promise<void> | undefined;

  /**
   * Opens the store, creating directory and file as needed.
   * @throws EventStoreOpenError when another process has it, or it is damaged
   */
  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.#store = new SqliteStore(directory);
    const engine = new Engine(this.#store, { now: Date.now, recentIds: RECENT_IDS });
    this.#queue = new CommitQueue(this.#store, () => engine.forget());
    if (engine.lastPosition === 0) void this.#queue.submit(() => writeFirstEvents(engine));
    this.#queue.flush();
    this.#server = new Server({
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      interceptors: [eagerHeaders],
    });
    this.#addServices(engine);
  }

  /** Listens; 0 takes any free port. @throws when the port is taken */
  async listen(port: number): Promise<number> {
    this.#port = await new Promise((resolve, reject) => {
      this.#server.bindAsync(`${HOST}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return this.#port;
  }

  /** Stops accepting, commits and answers what is queued, ends subscriptions, closes the store. Connections still open after 500 ms are cut. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve()));
    let gone: () => void = () => undefined;
    // A peer that hangs does not even acknowledge the end of its connection: nobody waits for that.
    const cut = new Promise<void>((resolve) => (gone = resolve));
    const force = setTimeout(() => {
      this.#server.forceShutdown();
      setImmediate(gone);
    }, FORCE_AFTER_MS);
    this.#queue.flush();
    // The answers to what was just committed are written before the calls are ended.
    await new Promise((resolve) => setImmediate(resolve));
    this.#stopping.abort();
    await Promise.race([closed, cut]);
    clearTimeout(force);
    this.#queue.flush();
    this.#store.close();
  }

  #addServices(engine: Engine): void {
    const queue = this.#queue;
    const stopping = this.#stopping.signal;
    const pager = new Pager(new Reader(this.#store, engine, Date.now), queue);
    const streams: IStreamsServer = {
      read: readHandler(pager, stopping),
      append: appendHandler(engine, queue),
      batchAppend: batchAppendHandler(engine, queue, stopping),
      delete: deleteHandler(engine, queue),
      tombstone: tombstoneHandler(engine, queue),
    };
    this.#server.addService(StreamsService, streams);
    this.#server.addService(ServerFeaturesService, featuresService);
    this.#server.addService(
      GossipService,
      gossipService(() => ({ host: HOST, port: this.#port })),
    );
  }
}

/** A new database of the original server is not empty either; readers of `$all` must be used to events that are not theirs. */
function writeFirstEvents(engine: Engine): void {
  const write = (stream: string, type: string, json: string) =>
    engine.append({ stream, expected: 'any', events: [systemEvent(type, json)] });
  write('$$$stats', '$metadata', '{"$maxAge":86400}');
  write('$$$scavenges', '$metadata', '{"$maxAge":2592000}');
  write('$epoch-information', '$epoch-information', '{"EpochNumber":0}');
}
