import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import { z } from 'zod';
import type { Actor } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import type { Instant } from '#kernel/values';
import type { TextLanguage } from '#deadlines/explain';
import { Answers, Language, Reader } from '#read-models/answers';
import { DemoClock, type ClockStep } from './demo-clock.service.js';
import { decidedReminder, DecidedReminders, type DecidedReminder } from './log/decided-reminders.query.js';

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

const clock = z.object({
  demo: z.boolean(),
  now: z.iso.datetime(),
  /** When something falls due next; null when nothing is planned, and outside a demo. */
  next: z.iso.datetime().nullable(),
});
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
      /** What was decided, of the reader's own side; of every side for the local command line. The first 500 of a move. */
      reminders: z.array(decidedReminder),
    }),
  ),
});

/** The time of a demo. In any other installation it is the system's and cannot be moved. */
@ApiTags('demo')
@Controller('api/v1/demo/clock')
export class DemoClockController {
  constructor(
    private readonly demo: DemoClock,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @Answers(clock)
  async show(): Promise<z.output<typeof clock>> {
    return { demo: this.demo.isDemo, now: this.demo.now(), next: await this.demo.next() };
  }

  /** Moves the clock forward, `to` a moment or `by` a duration; answers when everything that fell due has been dealt with. */
  @Post('advance')
  @HttpCode(200)
  @Answers(advanced)
  async advance(
    @Reader() reader: Actor,
    @Body() { to, by }: AdvanceClock,
    @Language() language: TextLanguage,
  ): Promise<z.output<typeof advanced>> {
    if ((to === undefined) === (by === undefined)) throw new DomainError('reminders/momentMissing', 'unprocessable');
    const steps = to === undefined ? await this.demo.advanceBy(lengthOf(by!)) : await this.demo.advance(momentOf(to));
    const decided = await this.decidedIn(steps, reader, language);
    return {
      now: this.demo.now(),
      steps: steps.map(({ after, until, ...step }) => ({
        ...step,
        reminders: decided.filter(({ position }) => BigInt(position) > after && BigInt(position) <= until),
      })),
    };
  }

  private async decidedIn(
    steps: readonly ClockStep[],
    { roles, sideId }: Actor,
    language: TextLanguage,
  ): Promise<DecidedReminder[]> {
    const [first, last] = [steps[0], steps.at(-1)];
    const isOperator = roles.includes('operator');
    // Another account without a side may move the clock, and reads nothing of a side.
    if (!first || !last || (sideId === null && !isOperator)) return [];
    const viewer = isOperator ? null : sideId;
    return this.queries.execute(new DecidedReminders(viewer, first.after, last.until, language));
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
