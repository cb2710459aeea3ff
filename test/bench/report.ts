import { parseArgs } from 'node:util';
import type { Bench, Figure } from './figure.js';
import { machineText, MachineNoise, type Machine } from './machine.js';

/** A bench that hangs is a failure, not a run that never ends; ms. */
const longest = 15 * 60_000;

/**
 * Runs what the arguments ask for and reports it on stdout: a line of JSON or a few lines for people per id.
 * @param name of the npm script, such as `bench`
 * @returns the exit code: 0 when every figure passes, 1 when one does not, 2 when it cannot be told what to measure
 */
export async function report(name: string, benches: readonly Bench[], args: readonly string[]): Promise<number> {
  const asked = whatIsAsked(benches, args);
  if (typeof asked === 'string') {
    const ids = benches.map(({ id }) => id).join(', ');
    process.stderr.write(`${asked}\nusage: npm run ${name} -- ID… [--quick] [--json]     ID: ${ids}, all\n`);
    return 2;
  }
  // An interrupted run ends what it has started, as a finished one does.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  let passed = true;
  for (const bench of asked.benches) {
    const noise = new MachineNoise();
    const note = (text: string) => void process.stderr.write(`${bench.id}: ${text}\n`);
    const limit = setTimeout(() => {
      note(`given up after ${longest / 60_000} minutes`);
      process.exit(1);
    }, longest);
    const figure = await figureOf(bench, { quick: asked.quick, noise, note });
    clearTimeout(limit);
    passed &&= figure.pass;
    const machine = noise.describe();
    process.stdout.write(asked.json ? jsonLine(bench, figure, machine) : forPeople(bench, figure, machine));
  }
  return passed ? 0 : 1;
}

function whatIsAsked(
  benches: readonly Bench[],
  args: readonly string[],
): { benches: Bench[]; json: boolean; quick: boolean } | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
    });
    const wanted = positionals.map((id) => id.toUpperCase());
    const unknown = wanted.filter((id) => id !== 'ALL' && !benches.some((bench) => bench.id === id));
    if (unknown.length > 0) return `There is no ${unknown.join(', ')}.`;
    if (wanted.length === 0) return 'What is to be measured?';
    return { ...values, benches: benches.filter(({ id }) => wanted.includes(id) || wanted.includes('ALL')) };
  } catch (error) {
    return (error as Error).message;
  }
}

/** A bench that breaks off is a figure that is not correct, so that the others are still measured. */
async function figureOf(bench: Bench, options: Parameters<Bench['run']>[0]): Promise<Figure> {
  try {
    return await bench.run(options);
  } catch (error) {
    options.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const nothing = { median: Number.NaN, min: Number.NaN, max: Number.NaN, unit: '' };
    return { ...nothing, correct: false, pass: false, details: { error: String(error) } };
  }
}

function jsonLine({ id, goal }: Bench, figure: Figure, machine: Machine): string {
  const { median, min, max, unit, correct, pass, details } = figure;
  return `${JSON.stringify({ id, goal, median, min, max, unit, correct, pass, machine, details })}\n`;
}

function forPeople({ id, goal }: Bench, figure: Figure, machine: Machine): string {
  const { median, min, max, unit, correct, pass, details } = figure;
  const lines = [
    `${id}  ${pass ? 'passes' : 'DOES NOT PASS'}  ${median} ${unit} (${min} to ${max})${correct ? '' : '  NOT CORRECT'}`,
    `    goal     ${goal}`,
    ...Object.entries(details).map(([name, value]) => `    ${name.padEnd(8)} ${plain(value)}`),
    `    machine  ${machineText(machine)}`,
  ];
  return `${lines.join('\n')}\n\n`;
}

function plain(value: unknown): string {
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(plain).join(', ');
  const { median, min, max, ...rest } = value as Record<string, unknown>;
  const spread = median === undefined ? [] : [`${plain(median)} (${plain(min)} to ${plain(max)})`];
  const others = Object.entries(rest).map(([name, inner]) => `${name} ${plain(inner)}`);
  return [...spread, ...others].join(', ');
}
