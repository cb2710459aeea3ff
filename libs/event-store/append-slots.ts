/**
 * How many appends may be with the client at once. From the sixteenth on its stream is full and further ones wait in a
 * queue inside the client; when the connection breaks, the client rejects what waits there where nobody can catch it,
 * and the process ends.
 */
const most = 15;
/** An append that the client never settles frees its slot after this, ms: keepalive ends a dead connection in 20 s. */
const longest = 30_000;

/** Lets a limited number of appends be with the client; the others wait their turn. */
export class AppendSlots {
  private taken = 0;
  private readonly waiting: (() => void)[] = [];

  /** Runs an append once a slot is free. It keeps the slot until the client settles it, however late. */
  async take<T>(late: AbortSignal, append: () => Promise<T>): Promise<T> {
    if (this.taken < most) this.taken += 1;
    else await new Promise<void>((resolve) => void this.waiting.push(resolve));
    let freed = false;
    const free = () => {
      if (freed) return;
      freed = true;
      clearTimeout(timer);
      const next = this.waiting.shift();
      // The slot goes straight to the next one.
      if (next) next();
      else this.taken -= 1;
    };
    const timer = setTimeout(free, longest).unref();
    try {
      // Whoever asked has given up and may be repeating it already.
      late.throwIfAborted();
      return await append();
    } finally {
      free();
    }
  }
}
