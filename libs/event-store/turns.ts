/** How long one waits for its turn before it goes ahead anyway, ms: one that hangs must not hold up all others. */
const patience = 1_000;

/** Has what is done under one name take turns, in the order it came. */
export class Turns {
  private readonly last = new Map<string, Promise<void>>();

  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name);
    let done: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.last.set(name, mine);
    try {
      if (before) await patiently(before);
      return await work();
    } finally {
      done();
      if (this.last.get(name) === mine) this.last.delete(name);
    }
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
