import type { SideId } from '#kernel/values';
import { DomainCommand } from '#event-store/domain-command';
import { FlagField, IdField, LanguageField, LocalDateField, NamesField } from '#event-store/fields';
import type { InstitutionId, PersonId } from './directory.ids.js';
import type { TenureId } from './office.events.js';

/** A post in an institution: what duties bind to. */
export class CreateOffice extends DomainCommand {
  get type() {
    return 'CreateOffice' as const;
  }

  @IdField()
  sideId!: SideId;

  @IdField()
  institutionId!: InstitutionId;

  @NamesField()
  names!: Record<string, string>;

  @LanguageField({ description: 'The language its mail is written in.' })
  language!: string;
}

/** A person takes the office, for good or acting. */
export class StartTenure extends DomainCommand {
  get type() {
    return 'StartTenure' as const;
  }

  @IdField()
  personId!: PersonId;

  @LocalDateField({ description: 'The first day.' })
  startsOn!: string;

  @FlagField({ optional: true, description: 'Stands in for the holder; false when left out.' })
  acting?: boolean;
}

export class EndTenure extends DomainCommand {
  get type() {
    return 'EndTenure' as const;
  }

  @IdField()
  tenureId!: TenureId;

  @LocalDateField({ description: 'The last day.' })
  endsOn!: string;
}

export type OfficeCommand = CreateOffice | StartTenure | EndTenure;
