/** What the process answers with; docs/operations.md lists them for users. */
export const exitCode = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  precondition: 4,
  validation: 5,
  /** Completed, with findings that the caller may want to act on. */
  findings: 6,
  configuration: 78,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** A failure that is explained to the user in one message, without a stack. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly code: ExitCode = exitCode.failure,
    /** What to do about it, shown on a line of its own. */
    readonly hint?: string,
  ) {
    super(message);
    this.name = 'CliError';
  }
}
