import type { Terminal } from './terminal.js';

/** How far something is, redrawn in one line of the screen; writes nothing where nobody looks. */
export class ProgressBar {
  private readonly started = performance.now();
  private drawn = false;

  /**
   * @param what stands before the bar
   * @param total how many events there are in all; 0 when that is not known
   */
  constructor(
    private readonly terminal: Terminal,
    private readonly what: string,
    private readonly total: number,
  ) {}

  /** @param done from 0 to 1 */
  show(done: number): void {
    const { screenWidth } = this.terminal;
    if (screenWidth === undefined) return;
    const line = progressLine(this.what, done, this.total, performance.now() - this.started, screenWidth);
    this.terminal.err(`\r\u001B[K${line}`);
    this.drawn = true;
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.drawn) this.terminal.err('\r\u001B[K');
  }
}

/** Such as `status-board [#####-----] 50 %  1,200 events/s  4 s left`; shortened to the width of the screen. */
export function progressLine(what: string, done: number, total: number, elapsedMs: number, width: number): string {
  const cells = 20;
  const full = Math.floor(done * cells);
  const bar = `${'#'.repeat(full)}${'-'.repeat(cells - full)}`;
  const rate = total > 0 && elapsedMs > 0 ? Math.round((done * total * 1_000) / elapsedMs) : 0;
  const left = done > 0 ? Math.ceil((elapsedMs * (1 - done)) / done / 1_000) : undefined;
  const parts = [
    `${what} [${bar}] ${Math.floor(done * 100)} %`,
    ...(rate > 0 ? [`${rate.toLocaleString('en')} events/s`] : []),
    ...(left === undefined ? [] : [`${left} s left`]),
  ];
  return parts.join('  ').slice(0, width - 1);
}
