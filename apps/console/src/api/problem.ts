/** A refusal of the API (RFC 9457), or a failure before any answer came. */
export interface ProblemBody {
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer?: string; readonly code: string; readonly detail?: string }[];
  readonly traceId?: string;
}

export class Problem extends Error {
  constructor(
    /** HTTP status; 0 when the server was not reached. */
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.detail ?? body.title ?? body.code ?? String(status));
    this.name = 'Problem';
  }

  /** What is wrong with one field, by its JSON pointer such as `/report/text`. */
  at(pointer: string): string | null {
    const fault = this.body.errors?.find((error) => error.pointer === pointer);
    return fault ? (fault.detail ?? fault.code) : null;
  }

  /** The faults at none of the fields that the form shows. */
  besides(pointers: readonly string[]): string[] {
    return (this.body.errors ?? [])
      .filter(({ pointer }) => pointer === undefined || !pointers.includes(pointer))
      .map(({ detail, code }) => detail ?? code);
  }
}

export const isProblem = (error: unknown, ...statuses: number[]): error is Problem =>
  error instanceof Problem && (statuses.length === 0 || statuses.includes(error.status));
