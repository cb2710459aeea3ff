import { setTimeout as delay } from 'node:timers/promises';
import type { Receipt } from '#kernel/command';
import type { Instant } from '#kernel/values';
import { faultsOf, type CommandStep, type IdOf, type LookUpStep, type Resource, type StoryStep } from './story.js';

/** What the runner needs of the running application. */
export interface StoryStage {
  /** Address of the API, without a trailing slash. */
  readonly url: string;
  readonly clock: { now(): Instant; moveTo(moment: Instant): Promise<void> };
  /** Headers that authenticate one of the story's people. */
  headersOf(who: string): Promise<Readonly<Record<string, string>>>;
  /** Resolves when views and process managers have dealt with everything recorded so far. */
  settled(): Promise<void>;
  /** Ends the run between two steps. */
  readonly signal?: AbortSignal;
  /** Told before each step. */
  onStep?(done: number, total: number): void;
  /** Replaced in tests. */
  readonly fetch?: typeof fetch;
}

/** A step that the API refused. */
export class StoryFailed extends Error {}

/** Times a stale ETag is fetched anew, and an unavailable service asked again. */
const rounds = 5;
/** How long the worker may take to make something that is looked up, ms. */
const patience = 15_000;

/**
 * Tells a story through the API: each step as its own person at its own time. Every command carries a fixed
 * Idempotency-Key, so running it again, after an interruption or in full, records nothing twice.
 * @returns what the story named
 * @throws RangeError for a story with faults, StoryFailed for a refusal, the signal's reason when it is aborted
 */
export async function runStory(steps: readonly StoryStep[], stage: StoryStage): Promise<ReadonlyMap<string, Resource>> {
  const faults = faultsOf(steps);
  if (faults.length > 0) throw new RangeError(`the story cannot be told:\n${faults.join('\n')}`);
  const runner = new StoryRunner(stage);
  for (const [done, step] of steps.entries()) {
    stage.signal?.throwIfAborted();
    stage.onStep?.(done, steps.length);
    await runner.take(step);
  }
  await stage.settled();
  return runner.named;
}

class StoryRunner {
  readonly named = new Map<string, Resource>();
  /** The highest position a command answered: later reads wait for it. */
  private position = -1n;
  private readonly fetch: typeof fetch;

  constructor(private readonly stage: StoryStage) {
    this.fetch = stage.fetch ?? fetch;
  }

  async take(step: StoryStep): Promise<void> {
    if (Date.parse(step.at) > Date.parse(this.stage.clock.now())) {
      // What follows from the steps so far happens in their time, not in that of the next one.
      await this.stage.settled();
      await this.stage.clock.moveTo(step.at);
    }
    await ('key' in step ? this.command(step) : this.lookUp(step));
  }

  private readonly id: IdOf = (name) => this.resource(name).id;

  private resource(name: string): Resource {
    const found = this.named.get(name);
    if (!found) throw new RangeError(`the story has not named ${name} yet`);
    return found;
  }

  private async command(step: CommandStep): Promise<void> {
    const body = typeof step.body === 'function' ? step.body(this.id) : step.body;
    for (let round = 1; ; round += 1) {
      const answer = await this.request(step, {
        method: step.method,
        headers: await this.headersOf(step, body),
        body: body && JSON.stringify(body),
      });
      if (answer.ok) return this.remember(step, (await answer.json()) as Receipt, answer.headers.get('Location'));
      if (answer.status !== 412 || !step.ifMatch || round === rounds) throw await failed(step, answer);
      // Somebody else, mostly a process manager, was there in between: let it finish, then look again.
      await answer.body?.cancel();
      await this.stage.settled();
      await this.refresh(step, step.ifMatch);
    }
  }

  private async headersOf(step: CommandStep, body: object | undefined): Promise<Record<string, string>> {
    const { ifMatch } = step;
    if (ifMatch && !this.resource(ifMatch).etag) await this.refresh(step, ifMatch);
    return {
      ...(await this.stage.headersOf(step.as)),
      ...(body && { 'Content-Type': 'application/json' }),
      'Idempotency-Key': step.key,
      ...(ifMatch && { 'If-Match': this.resource(ifMatch).etag! }),
    };
  }

  private remember({ names, ifMatch, path }: CommandStep, receipt: Receipt, location: string | null): void {
    const { id, revision, position } = receipt;
    if (BigInt(position) > this.position) this.position = BigInt(position);
    const etag = `"${revision}"`;
    if (names) this.named.set(names, { id, etag, path: location ?? `${this.filled(path)}/${id}` });
    // A replayed receipt may be older than what is known; the next command then finds out by a 412.
    for (const [name, known] of this.named) if (known.id === id) this.named.set(name, { ...known, etag });
    if (ifMatch && this.id(ifMatch) !== id) {
      // The command was recorded elsewhere; what it was for has to be asked for again.
      this.named.set(ifMatch, { ...this.resource(ifMatch), etag: undefined });
    }
  }

  private async refresh(step: StoryStep, name: string): Promise<void> {
    const { path } = this.resource(name);
    const answer = await this.get(step, path);
    const etag = answer.headers.get('ETag');
    if (!answer.ok || !etag) throw await failed(step, answer, `GET ${path} for the ETag of ${name}`);
    await answer.body?.cancel();
    this.named.set(name, { ...this.resource(name), etag });
  }

  private async lookUp(step: LookUpStep): Promise<void> {
    const giveUp = performance.now() + patience;
    for (let pause = 5; ; pause = Math.min(pause * 2, 200)) {
      const answer = await this.get(step, this.filled(step.path));
      if (!answer.ok) throw await failed(step, answer);
      const found = step.pick((await answer.json()) as never, this.id);
      if (found) {
        this.named.set(step.finds, found);
        return;
      }
      if (performance.now() > giveUp)
        throw new StoryFailed(`${step.finds} is not there: GET ${step.path} as ${step.as}`);
      this.stage.signal?.throwIfAborted();
      await delay(pause);
    }
  }

  private async get(step: StoryStep, path: string): Promise<Response> {
    const query = this.position < 0n ? '' : `${path.includes('?') ? '&' : '?'}minPosition=${this.position}`;
    return this.request({ ...step, path: `${path}${query}` }, { headers: await this.stage.headersOf(step.as) });
  }

  /** Repeats what the server could not do just now: every request of a story can be repeated. */
  private async request(step: Pick<StoryStep, 'path'>, init: RequestInit): Promise<Response> {
    for (let round = 1; ; round += 1) {
      const answer = await this.fetch(`${this.stage.url}${this.filled(step.path)}`, init);
      if (answer.status !== 503 || round === rounds) return answer;
      await answer.body?.cancel();
      await delay(100 * round);
    }
  }

  private filled(path: string): string {
    return path.replaceAll(/\{([^{}]+)\}/g, (_match, name: string) => this.id(name));
  }
}

async function failed(step: StoryStep, answer: Response, what?: string): Promise<StoryFailed> {
  const said = await answer.text().catch(() => '');
  const request = what ?? `${'key' in step ? `${step.method} ` : 'GET '}${step.path}`;
  const name = 'key' in step ? step.key : step.finds;
  return new StoryFailed(`${name} (${step.at}, as ${step.as}): ${request} answered ${answer.status} ${said}`);
}
