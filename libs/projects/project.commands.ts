import { ApiProperty } from '@nestjs/swagger';
import { IsISO4217CurrencyCode, Matches } from 'class-validator';
import type { FreeText } from '#kernel/command';
import type { BodyId } from '#directory/directory.ids';
import { DomainCommand } from '#event-store/domain-command';
import {
  CodeField,
  FlagField,
  FreeTextField,
  IdField,
  LocalDateField,
  NamesField,
  NestedField,
  OneOfField,
  TextField,
} from '#event-store/fields';
import type { ClauseId, ProtocolId } from '#protocols/protocol.events';
import { projectStages, type ProjectStage } from './project.events.js';

/** The clause that speaks of the project. */
export class ProjectClauseInput {
  @IdField()
  protocolId!: ProtocolId;

  @IdField()
  clauseId!: ClauseId;
}

/** A project enters the pipeline of a body. */
export class ProposeProject extends DomainCommand {
  get type() {
    return 'ProposeProject' as const;
  }

  @IdField()
  bodyId!: BodyId;

  @CodeField({ example: 'P-01' })
  code!: string;

  @NamesField({ example: { en: 'Railway', ru: 'Железная дорога', es: 'Ferrocarril' } })
  names!: Record<string, string>;

  @CodeField({ optional: true, example: 'metallurgy' })
  sector?: string;

  @LocalDateField()
  proposedOn!: string;

  @NestedField(() => ProjectClauseInput, { optional: true })
  clause?: ProjectClauseInput;
}

/** What somebody said it costs; it stands beside the other estimates and replaces none. */
export class RecordEstimate extends DomainCommand {
  get type() {
    return 'RecordEstimate' as const;
  }

  @ApiProperty({
    type: String,
    pattern: '^(0|[1-9]\\d{0,14})(\\.\\d{1,2})?$',
    example: '1900000000',
    description: 'Decimal string in major units.',
  })
  @Matches(/^(0|[1-9]\d{0,14})(\.\d{1,2})?$/)
  amount!: string;

  @FlagField({ description: 'The source says “about”.' })
  approximate!: boolean;

  @ApiProperty({ type: String, pattern: '^[A-Z]{3}$', example: 'USD', description: 'ISO 4217.' })
  // validator.js also takes lower case.
  @Matches(/^[A-Z]{3}$/)
  @IsISO4217CurrencyCode()
  currency!: string;

  @LocalDateField({ description: 'The day the source speaks of.' })
  asOfDate!: string;

  @NamesField({ optional: true, description: 'What the amount covers, when it is not the whole.' })
  scope?: Record<string, string>;

  @TextField({ max: 500, description: 'Who said so, and where.' })
  source!: string;
}

/** The project has come to a later stage of the pipeline. */
export class ReachProjectStage extends DomainCommand {
  get type() {
    return 'ReachProjectStage' as const;
  }

  @OneOfField(projectStages)
  stage!: ProjectStage;

  @LocalDateField()
  reachedOn!: string;

  @FreeTextField({ optional: true })
  note?: FreeText;
}

export type ProjectCommand = ProposeProject | RecordEstimate | ReachProjectStage;
