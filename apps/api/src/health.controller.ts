import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { FastifyReply } from 'fastify';
import { EventLog } from '#event-store/event-log';
import { Public } from '#access/access.decorators';
import { Answers } from '#read-models/answers';
import { Database } from '#read-models/database';
import { readinessOf, type Readiness } from '#read-models/readiness';

const part = { ok: z.boolean(), ms: z.int(), reason: z.enum(['unreachable', 'slow']).optional() };
const readiness = z.object({
  status: z.enum(['ready', 'degraded', 'unready']),
  eventStore: z.object({ ...part, head: z.string().nullable() }),
  database: z.object(part),
  views: z.array(
    z.object({
      name: z.string(),
      position: z.string().nullable(),
      parked: z.object({ eventType: z.string(), position: z.string() }).nullable(),
    }),
  ),
});

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
  @Answers(readiness)
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const found = await readinessOf(this.log, this.db);
    if (found.status === 'unready') void reply.status(503).header('Retry-After', '2');
    return found;
  }
}
