import { DomainError } from '#kernel/domain-error';

interface Window {
  count: number;
  /** When the count begins anew, ms of the system clock. */
  ends: number;
}

/** Keys remembered at once; beyond it the oldest are forgotten, so that made-up keys cannot fill the memory. */
const capacity = 20_000;

/** Counts attempts per key in fixed windows, in this process. */
export class AttemptLimit {
  private readonly windows = new Map<string, Window>();

  /**
   * @param most attempts per window
   * @param windowMs length of a window, ms
   */
  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts an attempt before it is made. @throws DomainError `access/tooManyAttempts` (429), with `retryAfter` in seconds */
  count(key: string): void {
    const now = this.now();
    const known = this.windows.get(key);
    const window = known && known.ends > now ? known : { count: 0, ends: now + this.windowMs };
    if (window.count >= this.most) {
      const retryAfter = Math.max(1, Math.ceil((window.ends - now) / 1_000));
      throw new DomainError('access/tooManyAttempts', 'tooManyRequests', { retryAfter });
    }
    window.count += 1;
    this.windows.delete(key);
    this.windows.set(key, window);
    if (this.windows.size > capacity) this.windows.delete(this.windows.keys().next().value!);
  }

  /** Takes an attempt back that turned out well. */
  forgive(key: string): void {
    const window = this.windows.get(key);
    if (window && window.count > 0) window.count -= 1;
  }

  /** Begins anew for a key. */
  reset(key: string): void {
    this.windows.delete(key);
  }
}
