/**
 * Program: a worker that works without the lease, beside whoever has it, and whose event store delivers events twice,
 * replays older ones and swaps neighbours, by the seed in FAULTS_SEED. Everything behind that is the product's own.
 */
import 'reflect-metadata';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { Lease } from '#read-models/lease';

/** How often each happens, per event. */
const chance = { twice: 0.05, replayed: 0.01, swapped: 0.01 };
/** Older events that can be replayed. */
const remembered = 200;

let state = Number(process.env['FAULTS_SEED'] ?? 1);
/** The next number from 0 to 1 (mulberry32). */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

type Listener = (event: unknown) => void;

function unruly(deliver: Listener): Listener {
  const past: unknown[] = [];
  let held: unknown;
  return (event) => {
    past.push(event);
    if (past.length > remembered) past.shift();
    if (held !== undefined) {
      deliver(event);
      deliver(held);
      held = undefined;
    } else if (random() < chance.swapped) held = event;
    else deliver(event);
    if (random() < chance.twice) deliver(event);
    if (random() < chance.replayed) deliver(past[Math.floor(random() * past.length)]);
  };
}

type Subscribe = KurrentDBClient['subscribeToAll'];
const subscribeToAll = Reflect.get(KurrentDBClient.prototype, 'subscribeToAll') as Subscribe;
KurrentDBClient.prototype.subscribeToAll = function (...options) {
  const subscription = subscribeToAll.apply(this, options);
  const on = subscription.on.bind(subscription) as (name: string, listener: Listener) => unknown;
  const replaced = (name: string, listener: Listener) => on(name, name === 'data' ? unruly(listener) : listener);
  return Object.assign(subscription, { on: replaced });
};
Lease.prototype.whileHeld = async (stop, work) => work(stop);

await import('../../apps/worker/src/main.js');
