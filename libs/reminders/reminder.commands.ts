import type { LocalDate, OfficeId, SideId } from '#kernel/values';
import { IdField, LocalDateField, OneOfField, TextField } from '#event-store/fields';
import { DomainCommand } from '#event-store/domain-command';
import type { ActionItemId } from '#action-items/action-item.events';

/** Issued by the sweep when a planned reminder is due, addressed to `reminderIdOf` its fields. */
export class DecideReminder extends DomainCommand {
  get type() {
    return 'DecideReminder' as const;
  }

  @IdField()
  itemId!: ActionItemId;

  @IdField()
  sideId!: SideId;

  @IdField()
  officeId!: OfficeId;

  @TextField({ max: 20, example: 'before-14' })
  kind!: string;

  @LocalDateField()
  dueOn!: LocalDate;

  @OneOfField(['mail'])
  channel!: 'mail';

  @TextField({ max: 30, description: 'Instant it was planned for.' })
  plannedAt!: string;

  @OneOfField(['enteredLate', 'late'], { optional: true, description: 'Why its moment is over, where it is.' })
  passedOver?: 'enteredLate' | 'late';
}

export type ReminderCommand = DecideReminder;
