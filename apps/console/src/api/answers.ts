/** The answers of the API as the console reads them. */
export type Names = Readonly<Record<string, string>>;
export interface LangText {
  readonly lang: string;
  readonly text: string;
}

interface Reading {
  /** The moment the answer holds for, an instant in UTC. */
  readonly asOf: string;
  /** The same as a position in the log. */
  readonly position: string;
}
export interface List<T> extends Reading {
  readonly items: T[];
  readonly next: string | null;
}

export interface Assignment {
  readonly assignmentId: string;
  readonly roles: string[];
  readonly side: {
    readonly sideId: string;
    readonly code: string;
    readonly names: Names;
    readonly timeZone: string;
  } | null;
  readonly office: { readonly officeId: string; readonly names: Names } | null;
}
export interface Session {
  readonly account: { readonly accountId: string; readonly login: string; readonly language: string };
  readonly assignment: Assignment;
  readonly assignments: Assignment[];
  readonly today: string;
  readonly now: string;
  readonly demo: boolean;
}

export interface Side {
  readonly id: string;
  readonly code: string;
  readonly names: Names;
  readonly timeZone: string;
}
export interface Body {
  readonly id: string;
  readonly code: string;
  readonly names: Names;
  readonly sideIds: string[];
}
export interface Institution {
  readonly id: string;
  readonly names: Names;
  readonly shortNames: Names | null;
}
export interface Office {
  readonly id: string;
  readonly institutionId: string;
  readonly sideId: string;
  readonly names: Names;
  readonly holders: { readonly personId: string; readonly acting: boolean; readonly since: string }[];
}
export interface Person {
  readonly id: string;
  readonly names: Names | null;
}

export type Status = 'notStarted' | 'inProgress' | 'reportedDone' | 'validated';
export type Derived = 'onSchedule' | 'atRisk' | 'overdue' | 'noDeadline' | 'done' | 'pendingEffect' | 'closed';
export interface Half {
  readonly sideId: string;
  readonly leadOfficeId: string;
  readonly coExecutorOfficeIds: string[];
  readonly validatorOfficeId: string;
  readonly deadline: {
    readonly asWritten: string;
    readonly dueOn: string | null;
    readonly rawOn: string | null;
    readonly provisional: boolean;
    readonly calendarVersion: number | null;
    readonly explanation: string;
  };
  readonly status: Status;
  readonly derived: Derived;
  readonly daysLate: number | null;
  readonly completedOn: string | null;
}
export interface BoardItem {
  readonly id: string;
  readonly number: string;
  readonly titles: Names;
  readonly sector: string | null;
  readonly bodyId: string;
  readonly protocolId: string;
  readonly protocolNumber: string;
  readonly clausePaths: string[];
  readonly clauseTexts: Names;
  readonly jointRule: 'all' | 'any';
  readonly stage: 'pendingEffect' | 'active' | 'closed';
  readonly revision: string;
  readonly halves: Half[];
}
export interface Counts {
  readonly items: number;
  readonly overdue: number;
  readonly atRisk: number;
  readonly reportedDone: number;
  readonly validated: number;
  readonly closed: number;
}
export interface Board extends List<BoardItem> {
  readonly today: Readonly<Record<string, string>>;
  readonly counts: Counts;
}
export interface Report {
  readonly reportId: string;
  readonly sideId: string;
  readonly officeId: string | null;
  readonly kind: 'progress' | 'completion';
  readonly completedOn: string | null;
  readonly text: LangText | null;
  readonly state: 'progress' | 'waiting' | 'returned' | 'validated';
  readonly returnedReason: LangText | null;
  readonly at: string;
}
export interface HistoryEntry {
  readonly position: string;
  readonly recordedAt: string;
  readonly effectiveDate: string;
  readonly type: string;
  readonly sideId: string | null;
  readonly sentence: string;
  readonly internal: boolean;
}
export interface ActionItem extends BoardItem, Reading {
  readonly today: Readonly<Record<string, string>>;
  readonly protocol: { readonly id: string; readonly number: string; readonly effectiveOn: string | null };
  readonly clauses: {
    readonly clauseId: string;
    readonly path: string;
    readonly kind: string;
    readonly texts: Names;
  }[];
  readonly removedOn: string | null;
  readonly basis: LangText | null;
  readonly reports: Report[];
  readonly obligation: { readonly id: string; readonly revision: string | null } | null;
  readonly history: HistoryEntry[];
}
export type Outcome = 'planned' | 'decided' | 'skipped' | 'suppressed' | 'obsolete' | 'undeliverable';
export type MessageState = 'claimed' | 'rendered' | 'attempted' | 'accepted' | 'refused' | 'unknown' | 'dropped';
export interface WhyEntry {
  readonly reminderId: string;
  readonly kind: string;
  readonly officeId: string;
  readonly sideId: string;
  readonly dueOn: string;
  readonly plannedAt: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly sentence: string;
  readonly decidedAt: string | null;
  readonly position: string | null;
  readonly message: {
    readonly messageId: string;
    readonly state: MessageState;
    readonly at: string;
    readonly response: string | null;
    readonly subject?: string | undefined;
  } | null;
}
export interface Why extends Reading {
  readonly itemId: string;
  readonly number: string;
  readonly entries: WhyEntry[];
}

export interface ProtocolSummary {
  readonly id: string;
  readonly bodyId: string;
  readonly meetingId: string;
  readonly number: string;
  readonly titles: Names;
  readonly stage: 'draft' | 'textAgreed' | 'adopted' | 'inEffect';
  readonly sessionOn: string;
  readonly effectiveOn: string | null;
  readonly clauses: number;
  readonly operative: number;
  readonly disposed: number;
  readonly revision: string;
}
export interface Clause {
  readonly clauseId: string;
  readonly path: string;
  readonly kind: string;
  readonly sector: string | null;
  readonly texts: Names;
  readonly disposition: 'derived' | 'noted' | null;
}
export interface Protocol extends Omit<ProtocolSummary, 'clauses'>, Reading {
  readonly sideIds: string[];
  readonly languages: { readonly lang: string; readonly authentic: boolean }[];
  readonly agreedOn: string | null;
  readonly adoptedOn: string | null;
  readonly signatures: {
    readonly sideId: string;
    readonly officeId: string;
    readonly signedOn: string;
    readonly place: Names;
  }[];
  readonly clauses: Clause[];
}
export interface Meeting {
  readonly id: string;
  readonly bodyId: string;
  readonly kind: 'session' | 'coChairsReview' | 'nationalPartMeeting' | 'expertsMeeting' | 'businessMeeting';
  readonly titles: Names;
  readonly stage: 'proposed' | 'windowAgreed' | 'scheduled' | 'held';
  readonly sideIds: string[];
  readonly ordinals: { readonly sideId: string; readonly ordinal: number }[];
  readonly window: { readonly from: string; readonly until: string } | null;
  readonly schedule: {
    readonly startsOn: string;
    readonly endsOn: string;
    readonly startsAtLocal: string | null;
    readonly timeZone: string;
    readonly place: Names;
    readonly startsAt: string | null;
  } | null;
  readonly held: { readonly startedOn: string; readonly endedOn: string } | null;
}
export type ProjectStage =
  | 'proposed'
  | 'underStudy'
  | 'agreedInPrinciple'
  | 'contracted'
  | 'effective'
  | 'implementing'
  | 'completed';
export interface Project {
  readonly id: string;
  readonly bodyId: string;
  readonly code: string;
  readonly names: Names;
  readonly sector: string | null;
  readonly stage: ProjectStage;
  readonly proposedOn: string;
  readonly estimates: {
    readonly amount: string;
    readonly approximate: boolean;
    readonly currency: string;
    readonly asOfDate: string;
    readonly scope: Names | null;
    readonly source: string;
  }[];
  readonly stages: { readonly stage: ProjectStage; readonly reachedOn: string }[];
}

export interface MailSummary {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: string[];
  readonly subject: string;
  readonly date: string | null;
  readonly messageId: string | null;
}
export interface Mail extends MailSummary {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}
export interface DemoClock {
  readonly demo: boolean;
  readonly now: string;
}
export interface ClockAdvance {
  readonly now?: string;
  readonly steps: {
    readonly at: string;
    readonly decided: number;
    readonly suppressed: number;
    readonly skipped: number;
    readonly sent: number;
  }[];
}
export interface Receipt {
  readonly id: string;
  readonly revision: string;
  readonly position: string;
}
