import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Engine } from './engine.js';
import { Reader } from './reading.js';
import { ListLog, proposed } from '../../../test/support/embedded-log.js';
import type { Expected } from './types.js';

const STREAMS = ['one', 'two'];
const IDS = Array.from({ length: 10 }, (_, index) => `00000000-0000-4000-8000-00000000000${index}`);

type Step =
  | { kind: 'append'; stream: string; expected: Expected; ids: string[] }
  | { kind: 'repeat'; back: number }
  | { kind: 'delete'; stream: string; expected: Expected }
  | { kind: 'tombstone'; stream: string; expected: Expected }
  | { kind: 'restart' };

const stream = fc.constantFrom(...STREAMS);
const expected: fc.Arbitrary<Expected> = fc.oneof(
  fc.constantFrom<Expected>('any', 'no_stream', 'stream_exists'),
  fc.nat({ max: 6 }).map((revision) => ({ revision })),
);
const ids = fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('append' as const), stream, expected, ids }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('repeat' as const), back: fc.nat({ max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), stream, expected }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tombstone' as const), stream, expected }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
);

/** What a stream should be, told without positions, caches or metadata events. */
interface ModelStream {
  ids: string[];
  firstReadable: number;
  softlyDeleted: boolean;
  hasMetadata: boolean;
  tombstoned: boolean;
}

type Verdict = { revision: number } | 'wrong_expected_version' | 'stream_deleted';

class Model {
  readonly streams = new Map<string, ModelStream>();
  /** The stream and revision where each id was written last. */
  readonly places = new Map<string, { stream: string; revision: number }>();

  of(name: string): ModelStream {
    const known = this.streams.get(name);
    if (known) return known;
    const fresh = { ids: [], firstReadable: 0, softlyDeleted: false, hasMetadata: false, tombstoned: false };
    this.streams.set(name, fresh);
    return fresh;
  }

  append(name: string, wanted: Expected, offered: string[]): Verdict {
    const state = this.of(name);
    const refusal = this.refusal(name, wanted);
    const repeated = this.repeated(name, wanted, offered);
    if (refusal === 'stream_deleted') return refusal;
    if (repeated !== undefined && refusal !== 'missing') return repeated;
    if (refusal) return 'wrong_expected_version';
    if (state.softlyDeleted) {
      state.softlyDeleted = false;
      state.firstReadable = state.ids.length;
    }
    for (const id of offered) {
      this.places.set(id, { stream: name, revision: state.ids.length });
      state.ids.push(id);
    }
    return { revision: state.ids.length - 1 };
  }

  remove(kind: 'delete' | 'tombstone', name: string, wanted: Expected): Verdict | 'done' {
    const state = this.of(name);
    const refusal = this.refusal(name, wanted);
    if (refusal === 'stream_deleted') return refusal;
    if (refusal) return 'wrong_expected_version';
    if (kind === 'tombstone') {
      state.tombstoned = true;
      return 'done';
    }
    if (state.ids.length === 0 && !state.hasMetadata) return 'wrong_expected_version';
    state.softlyDeleted = true;
    state.hasMetadata = true;
    return 'done';
  }

  private refusal(name: string, wanted: Expected): 'stream_deleted' | 'missing' | 'moved' | undefined {
    const { ids: there, softlyDeleted, hasMetadata, tombstoned } = this.of(name);
    if (tombstoned) return 'stream_deleted';
    if (wanted === 'any') return undefined;
    if (wanted === 'stream_exists') {
      if (softlyDeleted) return 'stream_deleted';
      return there.length === 0 && !hasMetadata ? 'missing' : undefined;
    }
    if (wanted === 'no_stream') return there.length === 0 || softlyDeleted ? undefined : 'moved';
    return wanted.revision === there.length - 1 ? undefined : 'moved';
  }

  private repeated(name: string, wanted: Expected, offered: string[]): Verdict | undefined {
    const { ids: there } = this.of(name);
    if (wanted === 'any' || wanted === 'stream_exists') {
      const found = offered
        .map((id) => this.places.get(id))
        .map((place) => (place?.stream === name ? place : undefined));
      if (!found[0]) return undefined;
      const last = found.at(-1);
      return found.every(Boolean) && last ? { revision: last.revision } : 'wrong_expected_version';
    }
    const from = wanted === 'no_stream' ? 0 : wanted.revision + 1;
    if (from >= there.length || there[from] !== offered[0]) return undefined;
    const same = offered.every((id, index) => there[from + index] === id);
    return same ? { revision: from + offered.length - 1 } : 'wrong_expected_version';
  }
}

interface Append {
  stream: string;
  expected: Expected;
  ids: string[];
}

/** Engine and model side by side. */
class Run {
  readonly log = new ListLog();
  readonly model = new Model();
  readonly appends: Append[] = [];
  engine = this.start();

  start(): Engine {
    return new Engine(this.log, { now: () => 0, recentIds: 1000 });
  }

  /** What the engine and what the model says to the next step. */
  take(current: Step): { engine: unknown; model: unknown } {
    switch (current.kind) {
      case 'restart':
        this.engine = this.start();
        return { engine: undefined, model: undefined };
      case 'append':
        return this.append(current);
      case 'repeat': {
        const earlier = this.appends.at(-1 - current.back);
        return earlier ? this.append(earlier) : { engine: undefined, model: undefined };
      }
      case 'delete':
      case 'tombstone': {
        const outcome = this.engine[current.kind](current.stream, current.expected);
        return {
          engine: outcome.kind === 'appended' ? 'done' : outcome.reason,
          model: this.model.remove(current.kind, current.stream, current.expected),
        };
      }
    }
  }

  append(request: Append): { engine: unknown; model: unknown } {
    this.appends.push(request);
    const { stream: name, expected: wanted, ids: offered } = request;
    const events = offered.map((id) => proposed(id));
    const outcome = this.engine.append({ stream: name, expected: wanted, events });
    const verdict = this.model.append(name, wanted, offered);
    if (outcome.kind === 'refused') return { engine: outcome.reason, model: verdict };
    const { revision, position } = outcome;
    return {
      engine: { revision, position },
      model: typeof verdict === 'string' ? verdict : { ...verdict, position: this.log.event(name, revision)?.position },
    };
  }
}

function play(steps: readonly Step[]): void {
  const run = new Run();
  for (const current of steps) {
    const { engine, model } = run.take(current);
    expect(engine).toEqual(model);
    compare(run);
  }
}

function compare({ log, engine, model }: Run): void {
  expect(log.events.map(({ position }) => position)).toEqual(log.events.map((_, index) => index + 1));
  const reader = new Reader(log, engine, () => 0);
  for (const name of STREAMS) {
    const wanted = model.of(name);
    const state = reader.state(name);
    const missing = wanted.softlyDeleted || wanted.ids.length === 0;
    expect(state.kind).toBe(wanted.tombstoned ? 'tombstoned' : missing ? 'missing' : 'readable');
    const read = state.kind === 'readable' ? reader.streamPage(name, state, 0, true) : [];
    const hidden = state.kind === 'readable' ? wanted.firstReadable : wanted.ids.length;
    expect(read.map(({ id }) => id)).toEqual(wanted.ids.slice(hidden));
    expect(read.map(({ revision }) => revision)).toEqual(read.map((_, index) => hidden + index));
  }
}

describe('the engine against a model', () => {
  it('agrees on every outcome and on what can be read', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), play), { numRuns: 500 });
  });
});
