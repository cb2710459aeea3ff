/** How long one waits for its turn before it goes ahead anyway, ms: one that hangs must not hold up all others. */
const patience = 1_000;
/** So many turns are taken in a row where another process wants to write too; then it is let in for so long, ms. */
const inARow = 4;
const giveWay = 20;

interface Queue {
  /** Resolves when the last of the queue is done. */
  last: Promise<void>;
  /** Turns taken since another process was let in; null while no other process was noticed. */
  taken: number | null;
}

/** Has what is done under one name take turns, in the order it came. */
export class Turns {
  private readonly queues = new Map<string, Queue>();

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const known = this.queues.get(name);
    const before = known?.last;
    let done: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (done = resolve));
    const queue = known ?? { last: mine, taken: null };
    queue.last = mine;
    this.queues.set(name, queue);
    try {
      if (before) await patiently(before);
      return await work();
    } finally {
      if (queue.last === mine) {
        this.queues.delete(name);
        done();
      } else if (queue.taken !== null && (queue.taken += 1) >= inARow) {
        queue.taken = 0;
        setTimeout(done, giveWay);
      } else done();
    }
  }

  /**
   * Tells that another process was faster. Whoever wrote last knows the state and would go on winning: from now on this
   * queue lets others in between, for as long as it is not empty.
   */
  lost(name: string): void {
    const queue = this.queues.get(name);
    if (queue) queue.taken ??= 0;
  }
}

async function patiently(turn: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patience);
  });
  await Promise.race([turn, late]);
  clearTimeout(timer);
}
