import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { z } from 'zod';
import { DomainError } from '#kernel/domain-error';
import type { Instant } from '#kernel/values';
import { Answers } from '#read-models/answers';
import { DemoClock } from './demo-clock.service.js';

class AdvanceClock {
  @ApiPropertyOptional({ type: String, format: 'date-time', example: '2019-12-09T09:00:00.000Z' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  to?: string;

  @ApiPropertyOptional({ type: String, format: 'duration', example: 'P7D' })
  @IsOptional()
  @IsString()
  @MaxLength(40)
  by?: string;
}

const clock = z.object({ demo: z.boolean(), now: z.iso.datetime() });
const n = z.int().nonnegative();
const advanced = z.object({
  now: z.iso.datetime(),
  /** What fell due on the way, oldest first; moments without are not listed. */
  steps: z.array(
    z.object({
      at: z.iso.datetime(),
      decided: n,
      suppressed: n,
      skipped: n,
      obsolete: n,
      undeliverable: n,
      sent: n,
      refused: n,
      unknown: n,
    }),
  ),
});

/** The time of a demo. In any other installation it is the system's and cannot be moved. */
@ApiTags('demo')
@Controller('api/v1/demo/clock')
export class DemoClockController {
  constructor(private readonly demo: DemoClock) {}

  @Get()
  @Answers(clock)
  show(): z.output<typeof clock> {
    return { demo: this.demo.isDemo, now: this.demo.now() };
  }

  /** Moves the clock forward, `to` a moment or `by` a duration; answers when everything that fell due has been dealt with. */
  @Post('advance')
  @HttpCode(200)
  @Answers(advanced)
  async advance(@Body() { to, by }: AdvanceClock): Promise<z.output<typeof advanced>> {
    if ((to === undefined) === (by === undefined)) throw new DomainError('reminders/momentMissing', 'unprocessable');
    const steps = to === undefined ? await this.demo.advanceBy(lengthOf(by!)) : await this.demo.advance(momentOf(to));
    return { now: this.demo.now(), steps };
  }
}

/** @throws DomainError `reminders/momentMalformed` (422) */
export function momentOf(text: string): Instant {
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;
  const parsed = shape.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) throw malformed('/to');
  return new Date(parsed).toISOString();
}

/** Milliseconds of an ISO 8601 duration in days, hours, minutes and seconds. @throws DomainError `reminders/momentMalformed` */
export function lengthOf(text: string): number {
  const shape = /^P(?=\d|T\d)(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$/;
  const found = shape.exec(text);
  if (!found) throw malformed('/by');
  const [, days = 0, hours = 0, minutes = 0, seconds = 0] = found.map(Number).map((value) => value || 0);
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000;
}

const malformed = (pointer: string): DomainError =>
  new DomainError('reminders/momentMalformed', 'unprocessable', {}, [{ pointer, code: 'reminders/momentMalformed' }]);
