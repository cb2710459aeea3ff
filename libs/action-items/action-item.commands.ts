import type { FreeText } from '#kernel/command';
import type { OfficeId, SideId } from '#kernel/values';
import { DomainCommand } from '#event-store/domain-command';
import {
  CodeField,
  FreeTextField,
  IdField,
  IdListField,
  IntegerField,
  ListOf,
  LocalDateField,
  NamesField,
  NestedField,
  OneOfField,
  TextField,
} from '#event-store/fields';
import type { ClauseId, ProtocolId } from '#protocols/protocol.events';

/** A deadline as the protocol words it: a day, a period, a duration after the last signature or after effect, or none. */
export class DeadlineInput {
  @OneOfField(['date', 'after', 'period', 'unspecified'])
  kind!: 'date' | 'after' | 'period' | 'unspecified';

  @LocalDateField({ optional: true, description: 'For kind `date`.' })
  on?: string;

  @OneOfField(['signature', 'effect'], { optional: true, description: 'For kind `after`.' })
  anchor?: 'signature' | 'effect';

  @IntegerField({ min: 1, max: 10_000, optional: true, description: 'For kind `after`.', example: 60 })
  amount?: number;

  @OneOfField(['calendarDays', 'workingDays', 'weeks', 'months', 'years'], { optional: true })
  unit?: 'calendarDays' | 'workingDays' | 'weeks' | 'months' | 'years';

  @TextField({ max: 12, optional: true, description: 'For kind `period`.', example: '2025-Q4' })
  period?: string;
}

export class ObligationInput {
  @IdField()
  sideId!: SideId;

  @IdField({ description: 'The office that leads; its holder is reminded.' })
  leadOfficeId!: OfficeId;

  @IdListField({ optional: true, max: 20 })
  coExecutorOfficeIds?: OfficeId[];

  @IdField({ description: 'The office that accepts or returns the report.' })
  validatorOfficeId!: OfficeId;

  @NestedField(() => DeadlineInput)
  deadline!: DeadlineInput;
}

/** Takes a commitment on control: one side's half each, with its own lead and deadline. */
export class DeriveActionItem extends DomainCommand {
  get type() {
    return 'DeriveActionItem' as const;
  }

  @IdField()
  protocolId!: ProtocolId;

  @IdListField({ min: 1, max: 50 })
  clauseIds!: ClauseId[];

  @CodeField({ example: '11-4.1' })
  number!: string;

  @NamesField()
  titles!: Record<string, string>;

  @OneOfField(['all', 'any'])
  jointRule!: 'all' | 'any';

  @ListOf(() => ObligationInput, { min: 1, max: 30 })
  obligations!: ObligationInput[];
}

/** Issued when the protocol takes effect: the item binds, and deadlines that hang on it become days. */
export class ActivateActionItem extends DomainCommand {
  get type() {
    return 'ActivateActionItem' as const;
  }

  @LocalDateField()
  activatedOn!: string;
}

/** The side's validator accepts the report: it is shared with the other sides. */
export class ValidateObligation extends DomainCommand {
  get type() {
    return 'ValidateObligation' as const;
  }

  @IdField()
  sideId!: SideId;

  @IdField({ description: 'The report that is accepted.' })
  reportId!: string;
}

/** The body closes the item; the basis names the decision. */
export class RemoveFromControl extends DomainCommand {
  get type() {
    return 'RemoveFromControl' as const;
  }

  @LocalDateField()
  removedOn!: string;

  @FreeTextField({ description: 'Session and clause, or both sides’ letters.' })
  basis!: FreeText;
}

export type ActionItemCommand = DeriveActionItem | ActivateActionItem | ValidateObligation | RemoveFromControl;
