import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EventLog } from '#event-store/event-log';
import { Public } from '#access/access.decorators';
import { Database } from '#read-models/database';

/** How long a part may take to answer before it counts as not there, ms. */
const patience = 2_000;

interface Part {
  readonly ok: boolean;
  readonly ms: number;
  /** Why not, in a word: nothing of the inside, for this is shown to everybody. */
  readonly reason?: 'unreachable' | 'slow';
}

interface ViewHealth {
  readonly name: string;
  /** Last position applied, a decimal string; null before the first event. */
  readonly position: string | null;
  /** Event type and position it stands still at. */
  readonly parked: { readonly eventType: string; readonly position: string } | null;
}

interface Readiness {
  /** `degraded`: serves, but a view stands still. */
  readonly status: 'ready' | 'degraded' | 'unready';
  readonly eventStore: Part & { readonly head: string | null };
  readonly database: Part;
  readonly views: readonly ViewHealth[];
}

/** For whoever watches the process: is it alive, has it started, can it do its work. */
@ApiTags('health')
@Controller('health')
@Public()
export class HealthController {
  constructor(
    private readonly log: EventLog,
    private readonly db: Database,
  ) {}

  @Get('live')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** Answers once the lasting tables are up to date, for nothing is served before. */
  @Get('started')
  started(): { status: 'started' } {
    return { status: 'started' };
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const [store, database] = await Promise.all([probe(() => this.log.head()), probe(() => this.db.query('select 1'))]);
    const views = database.part.ok ? await probe(() => this.views()) : undefined;
    const isReady = store.part.ok && database.part.ok;
    if (!isReady) void reply.status(503).header('Retry-After', '2');
    const isDegraded = views?.value?.some(({ parked }) => parked !== null) ?? false;
    return {
      status: !isReady ? 'unready' : isDegraded ? 'degraded' : 'ready',
      eventStore: { ...store.part, head: store.value === undefined ? null : String(store.value) },
      database: database.part,
      views: views?.value ?? [],
    };
  }

  /** From the checkpoints, so that the API tells of the worker in another process too. */
  private async views(): Promise<ViewHealth[]> {
    const rows = await this.db.query<{ name: string; position: bigint | null; parked: ViewHealth['parked'] }>(
      'select name, position, parked from views.checkpoint order by name',
    );
    return rows.map(({ name, position, parked }) => ({
      name,
      position: position === null ? null : String(position),
      parked: parked && { eventType: parked.eventType, position: parked.position },
    }));
  }
}

async function probe<T>(ask: () => Promise<T>): Promise<{ part: Part; value?: T }> {
  const started = performance.now();
  const part = (ok: boolean, reason?: Part['reason']): Part => ({
    ok,
    ms: Math.round(performance.now() - started),
    ...(reason && { reason }),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => void (timer = setTimeout(() => resolve('late'), patience)));
  try {
    const value = await Promise.race([ask(), late]);
    return value === 'late' ? { part: part(false, 'slow') } : { part: part(true), value };
  } catch {
    return { part: part(false, 'unreachable') };
  } finally {
    clearTimeout(timer);
  }
}
