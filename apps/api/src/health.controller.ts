import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { EventLog } from '#event-store/event-log';
import { Public } from '#access/access.decorators';
import { Database } from '#read-models/database';
import { readinessOf, type Readiness } from '#read-models/readiness';

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
    const readiness = await readinessOf(this.log, this.db);
    if (readiness.status === 'unready') void reply.status(503).header('Retry-After', '2');
    return readiness;
  }
}
