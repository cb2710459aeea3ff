import type { Instant } from './values.js';

/** Domain time: what decisions, due dates, `recordedAt` and the Date of a mail are taken from. */
export abstract class Clock {
  abstract now(): Instant;
}

/** A clock that stands where it was put; for tests. */
export class FixedClock extends Clock {
  constructor(private current: Instant) {
    super();
  }

  now(): Instant {
    return this.current;
  }

  set(now: Instant): void {
    this.current = now;
  }
}
