import { stripVTControlCharacters, styleText } from 'node:util';

/** Where a command reads and writes; replaced in tests. */
export interface Terminal {
  /** Data. */
  readonly out: (text: string) => void;
  /** Messages. */
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether people read `out` on a screen that knows colours. */
  readonly colour: boolean;
  /** Width of the screen on which people read `err`, in characters; undefined when it is no screen. */
  readonly screenWidth?: number;
}

export const processTerminal = (): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  colour: process.stdout.isTTY === true && process.stdout.hasColors() && !process.env['NO_COLOR'],
  screenWidth: process.stderr.isTTY ? process.stderr.columns || 80 : undefined,
});

/** The form in which a command answers. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly quiet?: boolean;
}

/** Answers of a command, in the form asked for. */
export class Output {
  constructor(
    private readonly terminal: Terminal,
    private readonly options: OutputOptions,
  ) {}

  /** Data on stdout: one line of JSON, tab-separated rows, or text for people. */
  data(value: object, rows: readonly (readonly string[])[], forPeople: () => string): void {
    if (this.options.json) this.terminal.out(`${JSON.stringify(value)}\n`);
    else if (this.options.plain) this.terminal.out(rows.map((row) => `${row.map(oneLine).join('\t')}\n`).join(''));
    else {
      const text = forPeople();
      this.terminal.out(`${this.terminal.colour ? text : stripVTControlCharacters(text)}\n`);
    }
  }

  /** What happens, on stderr; silent with -q. */
  note(text: string): void {
    if (!this.options.quiet) this.terminal.err(`${text}\n`);
  }
}

export const heading = (text: string): string => styleText('bold', text, { validateStream: false });

/** Columns padded to the same width. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `2019-12-09T06:00:00.123Z` → `2019-12-09 06:00 UTC`. */
export const minuteOf = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

const oneLine = (text: string): string => text.replace(/[\t\r\n]+/g, ' ');
