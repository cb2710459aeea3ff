import type { LocalDate, SideId } from '#kernel/values';
import { DomainCommand } from '#event-store/domain-command';
import {
  FlagField,
  IdField,
  IdListField,
  IntegerField,
  LanguageField,
  LocalDateField,
  OneOfField,
  TextField,
} from '#event-store/fields';
import type { EndpointId, PersonId } from '#directory/directory.ids';
import type { Branded } from '#kernel/ids';

/** Most reminders that one message tells of; more go into its next part. */
export const mostReminders = 50;

/** Issued by the sweep, addressed to `messageIdOf` its fields: from here the message is one worker's to send. */
export class ClaimMessage extends DomainCommand {
  get type() {
    return 'ClaimMessage' as const;
  }

  @IdField()
  sideId!: SideId;

  @IdField()
  endpointId!: EndpointId;

  @IdField()
  personId!: PersonId;

  @OneOfField(['mail'])
  channel!: 'mail';

  @LocalDateField()
  localDay!: LocalDate;

  @LanguageField()
  language!: string;

  @FlagField()
  duty!: boolean;

  @IntegerField({ min: 1, max: 10_000 })
  part!: number;

  @IdListField({ min: 1, max: mostReminders })
  reminderIds!: Branded<'ReminderId'>[];
}

/** What is going to be sent; issued again when something on the list was finished meanwhile. */
export class RecordRendering extends DomainCommand {
  get type() {
    return 'RecordRendering' as const;
  }

  @TextField({ max: 64 })
  sha256!: string;

  @TextField({ max: 40 })
  template!: string;

  @LanguageField({ optional: true })
  fallbackFrom!: string | null;

  @IdListField({ max: mostReminders })
  leftOut!: Branded<'ReminderId'>[];
}

/** Whose command is accepted may call the provider; nobody else may. */
export class RecordAttempt extends DomainCommand {
  get type() {
    return 'RecordAttempt' as const;
  }

  @IntegerField({ min: 1, max: 100 })
  attempt!: number;

  @TextField({ max: 30, description: 'Instant of the system clock.' })
  leaseUntil!: string;
}

/** The provider took it. */
export class RecordAcceptance extends DomainCommand {
  get type() {
    return 'RecordAcceptance' as const;
  }

  @IntegerField({ min: 1, max: 100 })
  attempt!: number;

  @TextField({ max: 300 })
  response!: string;
}

/** The provider refused it, for now or for good. */
export class RecordRefusal extends DomainCommand {
  get type() {
    return 'RecordRefusal' as const;
  }

  @IntegerField({ min: 1, max: 100 })
  attempt!: number;

  @FlagField()
  permanent!: boolean;

  @TextField({ max: 300 })
  response!: string;
}

/** Nobody knows what became of the attempt. */
export class RecordUnknown extends DomainCommand {
  get type() {
    return 'RecordUnknown' as const;
  }

  @IntegerField({ min: 1, max: 100 })
  attempt!: number;

  @OneOfField(['noAnswer', 'interrupted'])
  reason!: 'noAnswer' | 'interrupted';
}

/** It is not sent after all. */
export class DropMessage extends DomainCommand {
  get type() {
    return 'DropMessage' as const;
  }

  @OneOfField(['nothingLeft', 'addressGone'])
  reason!: 'nothingLeft' | 'addressGone';
}

export type MessageCommand =
  | ClaimMessage
  | RecordRendering
  | RecordAttempt
  | RecordAcceptance
  | RecordRefusal
  | RecordUnknown
  | DropMessage;
