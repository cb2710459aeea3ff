import type { FreeText } from '#kernel/command';
import type { SideId } from '#kernel/values';
import { DomainCommand } from '#event-store/domain-command';
import { FreeTextField, IdField, LocalDateField } from '#event-store/fields';
import type { ActionItemId } from './action-item.events.js';

/** Commands to one side's half of an item; what they record stays inside that side. */
abstract class ObligationCommand extends DomainCommand {
  // Set by the controller from the address: which item, which side.
  declare readonly itemId: ActionItemId;
  declare readonly sideId: SideId;

  of(itemId: ActionItemId, sideId: SideId): this {
    return Object.assign(this, { itemId, sideId });
  }
}

export class ReportProgress extends ObligationCommand {
  get type() {
    return 'ReportProgress' as const;
  }

  @FreeTextField()
  report!: FreeText;
}

/** The executor says its half is done; only the side's validator can accept that. */
export class ReportCompletion extends ObligationCommand {
  get type() {
    return 'ReportCompletion' as const;
  }

  @LocalDateField()
  completedOn!: string;

  @FreeTextField()
  report!: FreeText;
}

/** The validator sends the report back. */
export class ReturnReport extends ObligationCommand {
  get type() {
    return 'ReturnReport' as const;
  }

  @IdField()
  reportId!: string;

  @FreeTextField()
  reason!: FreeText;
}

export type AnyObligationCommand = ReportProgress | ReportCompletion | ReturnReport;
