import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** From most to least severe; a level includes those before it. */
const bySeverity: readonly (readonly [level: string, ofNest: readonly LogLevel[]])[] = [
  ['fatal', ['fatal']],
  ['error', ['error']],
  ['warn', ['warn']],
  ['info', ['log']],
  ['debug', ['debug', 'verbose']],
];

/** Nest's logger as JSON lines on stderr, every level: stdout belongs to the data of whoever started the process. */
export class StderrLogger extends ConsoleLogger {
  constructor(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug') {
    const upTo = bySeverity.findIndex(([name]) => name === level);
    super({ json: true, logLevels: bySeverity.slice(0, upTo + 1).flatMap(([, ofNest]) => ofNest) });
  }

  protected override printAsJson(...[message, options]: Parameters<ConsoleLogger['printAsJson']>): void {
    super.printAsJson(message, { ...options, writeStreamType: 'stderr' });
  }
}
