import type { Instant } from '#kernel/values';

/** A thing of the story, by the name the story gave it. */
export interface Resource {
  readonly id: string;
  /** Path that answers it with its current ETag, such as `/api/v1/protocols/<id>`. */
  readonly path: string;
  /** With quotes, as If-Match takes it; undefined until it was seen. */
  readonly etag?: string;
}

/** The id of what an earlier step named. @throws RangeError for a name that no step so far gave */
export type IdOf = (name: string) => string;

interface Step {
  /** When it happens; the demo clock is moved there first. */
  readonly at: Instant;
  /** Who acts: a name that the context can sign in. */
  readonly as: string;
  /** `{name}` stands for the id of a resource that an earlier step named. */
  readonly path: string;
}

/** A command: one request that records something. */
export interface CommandStep extends Step {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly body?: object | ((id: IdOf) => object);
  /** Idempotency-Key; unique in the story and never changed, or a continued load does the step twice. */
  readonly key: string;
  /** Names what the command creates. */
  readonly names?: string;
  /** The named resource that the command is for: its ETag is sent, and the new one remembered. */
  readonly ifMatch?: string;
}

/** Names something that the worker made, such as an item that a signature brought into being; asked until it is there. */
export interface LookUpStep extends Step {
  readonly finds: string;
  /** Picks it out of the answer to GET `path`; undefined while it is not there yet. */
  readonly pick: (answer: never, id: IdOf) => Pick<Resource, 'id' | 'path'> | undefined;
}

export type StoryStep = CommandStep | LookUpStep;

/** What is wrong with a story as it is written; empty when it can be told. */
export function faultsOf(steps: readonly StoryStep[]): string[] {
  const faults: string[] = [];
  const names = new Set<string>();
  const keys = new Set<string>();
  let now = '';
  for (const [index, step] of steps.entries()) {
    const what = `step ${index + 1} (${'key' in step ? step.key : step.finds})`;
    if (Date.parse(step.at) !== Date.parse(step.at) || !step.at.endsWith('Z')) {
      faults.push(`${what}: ${step.at} is not an instant in UTC`);
    } else if (now !== '' && Date.parse(step.at) < Date.parse(now)) faults.push(`${what}: is before the one above it`);
    else now = step.at;
    for (const name of usedBy(step))
      if (!names.has(name)) faults.push(`${what}: ${name} is not named by an earlier step`);
    if ('key' in step) {
      if (keys.has(step.key)) faults.push(`${what}: the key is used twice`);
      keys.add(step.key);
    }
    const given = 'key' in step ? step.names : step.finds;
    if (given !== undefined && names.has(given)) faults.push(`${what}: ${given} is named twice`);
    if (given !== undefined) names.add(given);
  }
  return faults;
}

/** Names in a path, in order. */
export const namesIn = (path: string): string[] => [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!);

const usedBy = (step: StoryStep): string[] => [
  ...namesIn(step.path),
  ...('key' in step && step.ifMatch !== undefined ? [step.ifMatch] : []),
];
