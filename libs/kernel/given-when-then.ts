import { codecOf } from './codec.js';
import { canonicalJson, type Actor, type CommandShape, type Envelope } from './command.js';
import { foldAll, type Decider } from './decider.js';
import { DomainError } from './domain-error.js';
import type { DomainEvent } from './event.js';
import { uuid5 } from './ids.js';
import type { Instant, OfficeId, SideId } from './values.js';

/** An envelope for tests: every part can be overridden. */
export function anEnvelope(part: Partial<Envelope> & { as?: Partial<Actor> } = {}): Envelope {
  const { as, ...rest } = part;
  const commandId = rest.commandId ?? uuid5('test-command', 1);
  return {
    commandId,
    correlationId: commandId,
    causationId: commandId,
    actor: {
      accountId: uuid5('test-account'),
      officeId: uuid5('test-office') as OfficeId,
      sideId: uuid5('test-side') as SideId,
      roles: ['secretary'],
      ...as,
    },
    effectiveDate: '2019-09-11',
    expectedRevision: null,
    ...rest,
  };
}

/**
 * The test shape of every decider: `given(decider, events).when(command, facts).then(events)` or `.thenRefused(code)`.
 * It also sends every event through the wire format and back, and re-runs the command on the state it led to: that
 * second run must record nothing or be refused, never record the same again.
 */
export function given<S, C extends CommandShape, E extends DomainEvent, F>(
  decider: Decider<S, C, E, F>,
  history: readonly E[] = [],
) {
  const codec = codecOf(decider.events);
  const throughTheWire = (event: E): E => {
    const wire = codec.encode(event);
    return codec.decode({ ...wire, data: JSON.parse(JSON.stringify(wire.data)) as Record<string, unknown> }) as E;
  };
  return {
    when(command: C, facts: F = {} as F, now: Instant = '2019-09-11T12:00:00.000Z') {
      const before = foldAll(decider, history.map(throughTheWire));
      const run = (state: S) => decider.decide(command, state, facts, now);
      return {
        // oxlint-disable-next-line unicorn/no-thenable -- the house's test shape; it is never awaited
        then(...expected: readonly E[]): void {
          const recorded = run(before);
          same(recorded, expected);
          same(recorded.map(throughTheWire), expected);
          if (recorded.length > 0) {
            const again = attempt(() => run(foldAll(decider, recorded.map(throughTheWire), before)));
            if (Array.isArray(again) && canonicalJson(again) === canonicalJson(recorded)) {
              throw new Error(`${command.type} records the same events again when it is repeated`);
            }
          }
        },
        /** It is already so: nothing is recorded. */
        thenNothing(): void {
          same(run(before), []);
        },
        thenRefused(code: string): void {
          const outcome = attempt(() => run(before));
          if (!(outcome instanceof DomainError))
            throw new Error(`expected ${code}, but it recorded ${JSON.stringify(outcome)}`);
          if (outcome.code !== code) throw new Error(`expected ${code}, but it was refused as ${outcome.code}`);
        },
      };
    },
  };
}

function attempt<T>(run: () => T): T | DomainError {
  try {
    return run();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function same(actual: readonly DomainEvent[], expected: readonly DomainEvent[]): void {
  if (canonicalJson(actual) === canonicalJson(expected)) return;
  throw new Error(`recorded ${JSON.stringify(actual, null, 2)}\nexpected ${JSON.stringify(expected, null, 2)}`);
}
