import { unreachable, type Foldable } from '#kernel/decider';
import type { Branded } from '#kernel/ids';
import type { LocalDate, OfficeId, TextRef } from '#kernel/values';
import { obligationEvents, type ObligationEvent } from './obligation.events.js';

/** What one side keeps to itself about its half. */
export interface ObligationState {
  /** Reports of progress, by id. */
  readonly progress: ReadonlySet<string>;
  /** The completion that waits for the validator; null when there is none, or it was returned. */
  readonly completion: {
    readonly reportId: Branded<'ReportId'>;
    readonly officeId: OfficeId;
    readonly completedOn: LocalDate;
    readonly report: TextRef;
  } | null;
  readonly returned: ReadonlySet<string>;
}

export const obligationFold: Foldable<ObligationState, ObligationEvent> = {
  category: 'obligation',
  events: obligationEvents,
  initial: { progress: new Set(), completion: null, returned: new Set() },
  evolve(state, event) {
    switch (event.type) {
      case 'ProgressReported':
        return { ...state, progress: new Set(state.progress).add(event.data.reportId) };
      case 'CompletionReported': {
        const { reportId, officeId, completedOn, report } = event.data;
        return { ...state, completion: { reportId, officeId, completedOn, report } };
      }
      case 'ReportReturned':
        return { ...state, completion: null, returned: new Set(state.returned).add(event.data.reportId) };
    }
    return unreachable(event);
  },
};
