import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import { Viewer } from '#read-models/answers';
import { FeedTail } from './feed/feed-tail.js';

/** A comment this often keeps proxies from closing a quiet stream, ms. */
const heartbeatEvery = 15_000;
/** What a browser waits before it connects again, ms. */
const retryAfter = 1_000;

/**
 * Live changes as Server-Sent Events: `id` is the log position, so a browser that connects again with Last-Event-ID
 * misses nothing. `ready` says where the stream begins, `change` names what to read again, `resync` that the position
 * given is not of this log and everything is to be read again.
 */
@ApiTags('feed')
@Controller('api/v1/feed')
export class FeedController {
  constructor(private readonly tail: FeedTail) {}

  @Get()
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Log position last received.' })
  @ApiQuery({
    name: 'after',
    required: false,
    description: 'The same, for a first connection.',
    schema: { type: 'string' },
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  async stream(
    @Viewer() viewer: SideId,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
    @Query('after') after?: string,
  ): Promise<void> {
    const head = await this.tail.head();
    // A browser that connects again repeats the address it began with: the header is newer.
    const asked = positionOf(lastEventId || after) ?? head;
    const gone = new AbortController();
    request.raw.on('close', () => gone.abort());
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    const known = asked <= head ? asked : head;
    raw.write(`retry: ${retryAfter}\n${eventOf(asked <= head ? 'ready' : 'resync', known, {})}`);
    const heartbeat = setInterval(() => raw.write(': still here\n\n'), heartbeatEvery);
    try {
      await this.follow(known, viewer, raw, AbortSignal.any([gone.signal, this.tail.closed]));
    } finally {
      clearInterval(heartbeat);
      raw.end();
    }
  }

  private async follow(from: bigint, viewer: SideId, raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
    let position = from;
    while (!signal.aborted) {
      const head = await this.tail.head();
      const entries = await this.tail.after(position, viewer);
      for (const { position: at, topic, subjectId, type } of entries) {
        const roomLeft = raw.write(eventOf('change', at, { topic, id: subjectId, type }));
        if (!roomLeft) await drained(raw, signal);
      }
      const last = entries.at(-1)?.position;
      position = last ?? position;
      if (entries.length === 0) {
        if (head > position) position = head;
        await this.tail.moved(position, signal);
      }
    }
  }
}

function positionOf(text: string | undefined): bigint | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw new DomainError('http/malformedParameter', 'invalid', { name: 'Last-Event-ID', value: text.slice(0, 100) });
}

const eventOf = (event: string, position: bigint, data: object): string =>
  `id: ${position < 0n ? 0n : position}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;

async function drained(raw: FastifyReply['raw'], signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    raw.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
