/** Middle and ends of a series. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** What one bench found; `median`, `min` and `max` are those of the figure that the id is known for. */
export interface Figure extends Spread {
  readonly unit: string;
  /** Counts and checksums agree: what was measured is what was done. */
  readonly correct: boolean;
  /** Only ratios, memory and correctness decide; times are told in `details` beside their goal. */
  readonly pass: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface BenchOptions {
  /** At most a minute. */
  readonly quick: boolean;
  /** How steady the machine is; to be sampled between rounds. */
  readonly noise: { sample(): void };
  /** Says how far it is. */
  readonly note: (text: string) => void;
}

export interface Bench {
  /** Such as `P1`. */
  readonly id: string;
  /** What is measured and what must come out. */
  readonly goal: string;
  run(options: BenchOptions): Promise<Figure>;
}

/** The value below which a part (0 to 1) of the values lies. @throws RangeError without values */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1));
  if (sorted.length === 0) throw new RangeError('no values');
  return sorted[at]!;
}

/** @throws RangeError without values */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 ? quantile(values, 0.5) : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median: round(median), min: round(sorted[0]!), max: round(sorted.at(-1)!) };
}

/** Three significant digits are more than the machine gives. */
export const round = (value: number): number => Number(value.toPrecision(4));
