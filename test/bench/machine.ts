import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile, round, spreadOf, type Spread } from './figure.js';

/** The machine of a run and how steady it was: the same small work done again and again between the rounds. */
export interface Machine {
  readonly cpus: number;
  readonly model: string;
  readonly node: string;
  /** One-minute load average at the end; the bench itself is part of it. */
  readonly load: number;
  /** ms for the same hashing; on a quiet machine all three are alike. */
  readonly sameWorkMs: Spread;
  /** ms for writing and syncing 4 KiB. */
  readonly syncMs: { readonly p50: number; readonly p99: number };
}

const megabyte = Buffer.alloc(1 << 20, 7);
const hashesPerSample = 20;
const syncsPerSample = 20;

export class MachineNoise {
  private readonly work: number[] = [];
  private readonly syncs: number[] = [];

  /** Takes some tens of milliseconds. */
  sample(): void {
    const started = performance.now();
    for (let n = 0; n < hashesPerSample; n += 1) createHash('sha256').update(megabyte).digest();
    this.work.push(performance.now() - started);
    this.sampleDisk();
  }

  describe(): Machine {
    if (this.work.length === 0) this.sample();
    return {
      cpus: availableParallelism(),
      model: cpus()[0]?.model ?? 'unknown',
      node: process.version,
      load: round(loadavg()[0]!),
      sameWorkMs: spreadOf(this.work),
      syncMs: { p50: round(quantile(this.syncs, 0.5)), p99: round(quantile(this.syncs, 0.99)) },
    };
  }

  private sampleDisk(): void {
    const directory = mkdtempSync(join(tmpdir(), 'rapporteur-sync-'));
    const file = openSync(join(directory, 'file'), 'w');
    const page = megabyte.subarray(0, 4096);
    for (let n = 0; n < syncsPerSample; n += 1) {
      const started = performance.now();
      writeSync(file, page);
      fdatasyncSync(file);
      this.syncs.push(performance.now() - started);
    }
    closeSync(file);
    rmSync(directory, { recursive: true });
  }
}

export function machineText({ cpus: count, model, node, load, sameWorkMs, syncMs }: Machine): string {
  const { median, min, max } = sameWorkMs;
  return (
    `${count} × ${model}, Node ${node}, load ${load}; the same work took ${median} ms (${min} to ${max}), ` +
    `a 4 KiB sync p50 ${syncMs.p50} ms, p99 ${syncMs.p99} ms`
  );
}
