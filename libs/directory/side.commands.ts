import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsInt, IsISO8601, Matches, Max, Min } from 'class-validator';
import { DomainCommand } from '#event-store/domain-command';
import { CodeField, LanguageField, NamesField, OneOfField, TextField, TimeZoneField } from '#event-store/fields';

/** A party of the community: where it is, which days it rests, which language it is written to. */
export class RegisterSide extends DomainCommand {
  get type() {
    return 'RegisterSide' as const;
  }

  @CodeField({ example: 'RU', description: 'Unique in the installation, whatever its case.' })
  code!: string;

  @NamesField()
  names!: Record<string, string>;

  @TimeZoneField()
  timeZone!: string;

  @WeekdaysField()
  weekend!: number[];

  @LanguageField()
  defaultLanguage!: string;

  @OneOfField(['previous', 'next'], { description: 'Where a deadline on a day off moves to.' })
  rounding!: 'previous' | 'next';
}

/** The next version of the side's official calendar; a published version is never changed. */
export class PublishSideCalendar extends DomainCommand {
  get type() {
    return 'PublishSideCalendar' as const;
  }

  @DatesField('Public holidays and working days decreed off.')
  holidays!: string[];

  @DatesField('Days of the weekend that are worked by decree.')
  workingWeekends!: string[];

  @TextField({ max: 2_000, description: 'Where it was published.' })
  source!: string;
}

export type SideCommand = RegisterSide | PublishSideCalendar;

function WeekdaysField(): PropertyDecorator {
  const description = 'Days off each week, ISO numbers (1 = Monday); one day at least is worked.';
  return applyDecorators(
    ApiProperty({
      description,
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 7 },
      maxItems: 6,
      uniqueItems: true,
      example: [6, 7],
    }),
    IsArray(),
    ArrayMaxSize(6),
    ArrayUnique(),
    IsInt({ each: true }),
    Min(1, { each: true }),
    Max(7, { each: true }),
  );
}

function DatesField(description: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ description, type: 'array', items: { type: 'string', format: 'date' }, maxItems: 5_000 }),
    IsArray(),
    ArrayMaxSize(5_000),
    ArrayUnique(),
    Matches(/^\d{4}-\d{2}-\d{2}$/, { each: true }),
    IsISO8601({ strict: true }, { each: true }),
  );
}
