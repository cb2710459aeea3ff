import { setTimeout as delay } from 'node:timers/promises';
import type { HttpConnection } from './http-connection.js';

/** One request with what belongs to it; rejects when it was not answered as it should be. */
export type Act = (connection: HttpConnection) => Promise<void>;

export interface OpenLoop {
  readonly perSecond: number;
  readonly seconds: number;
}

/** A timer fires up to a millisecond late; the rest of the wait is spent looking at the clock. */
const timerIsLate = 1.5;

/**
 * Sends at a fixed rate whether or not earlier requests are answered.
 * @returns ms from the moment each was meant to be sent to its answer
 */
export async function openLoop(
  connections: readonly HttpConnection[],
  { perSecond, seconds }: OpenLoop,
  act: Act,
): Promise<number[]> {
  const free = [...connections];
  const waiting: ((connection: HttpConnection) => void)[] = [];
  const take = () => free.pop() ?? new Promise<HttpConnection>((resolve) => void waiting.push(resolve));
  const giveBack = (connection: HttpConnection) => {
    const next = waiting.shift();
    if (next) next(connection);
    else free.push(connection);
  };
  const begin = performance.now() + 10;
  const total = Math.round(perSecond * seconds);
  const one = async (n: number): Promise<number> => {
    const due = begin + (n * 1000) / perSecond;
    const connection = await take();
    await act(connection);
    const took = performance.now() - due;
    giveBack(connection);
    return took;
  };
  const running: Promise<number>[] = [];
  for (let n = 0; n < total; n += 1) {
    await until(begin + (n * 1000) / perSecond);
    running.push(one(n));
  }
  return Promise.all(running);
}

async function until(due: number): Promise<void> {
  const ahead = due - performance.now() - timerIsLate;
  if (ahead > 0) await delay(ahead);
  while (performance.now() < due) await new Promise((resolve) => void setImmediate(resolve));
}

/** A closed loop ends with what comes first. */
export interface Lasting {
  readonly seconds: number;
  readonly answers?: number;
}

/** Each connection sends its next request when the last is answered. @returns answers per second */
export async function closedLoop(
  connections: readonly HttpConnection[],
  { seconds, answers = Infinity }: Lasting,
  act: Act,
): Promise<number> {
  const started = performance.now();
  let answered = 0;
  const work = async (connection: HttpConnection) => {
    while (answered < answers && performance.now() < started + seconds * 1000) {
      await act(connection);
      answered += 1;
    }
  };
  await Promise.all(connections.map(work));
  return (answered * 1000) / (performance.now() - started);
}
