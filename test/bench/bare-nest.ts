import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { KurrentDBClient } from '@kurrent/kurrentdb-client';
import { Body, Controller, Get, Headers, HttpCode, Module, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * The peer, a program of its own: Nest over Fastify and one append of the event that the product would record, with
 * nothing in between. With EVENTSTORE_URL it appends; without, it only starts. Its first line is its address.
 */

interface Clause {
  readonly path: string;
  readonly kind: string;
  readonly sector: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** What the product writes beside an event; the ids are constants of the same length. */
const constantMetadata = {
  schemaVersion: 1,
  commandHash: '0'.repeat(64),
  actor: { accountId: randomUUID(), officeId: randomUUID(), sideId: randomUUID() },
  effectiveDate: '2019-12-02',
};

const url = process.env['EVENTSTORE_URL'];
// Loaded only to append, so that a bare start is bare.
const store = url ? await import('@kurrent/kurrentdb-client') : undefined;
const client: KurrentDBClient | undefined = store?.KurrentDBClient.connectionString(url!);

@Controller()
class BareController {
  @Get('health')
  health(): { status: string } {
    return { status: 'live' };
  }

  @Post('api/v1/protocols/:id/clauses')
  @HttpCode(200)
  async addClause(@Param('id') id: string, @Headers('if-match') ifMatch: string, @Body() body: Clause) {
    const { path, kind, sector, texts } = body;
    const commandId = randomUUID();
    const event = store!.jsonEvent({
      id: randomUUID(),
      type: 'ClauseAdded',
      data: { clauseId: randomUUID(), path, kind, sector, texts },
      metadata: {
        ...constantMetadata,
        commandId,
        correlationId: commandId,
        causationId: commandId,
        recordedAt: new Date().toISOString(),
      },
    });
    const streamState = BigInt(ifMatch.slice(1, -1));
    const { nextExpectedRevision, position } = await client!.appendToStream(`bare-${id}`, event, { streamState });
    return { id, revision: String(nextExpectedRevision), position: String(position?.commit), recorded: [event.type] };
  }
}

@Module({ controllers: [BareController] })
class BareModule {}

const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false });
await app.listen({ host: '127.0.0.1', port: 0 });
process.once('SIGTERM', () => void app.close().then(() => client?.dispose()));
process.stdout.write(`${(await app.getUrl()).replace('[::1]', '127.0.0.1')}\n`);
