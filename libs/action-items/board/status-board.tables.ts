import type { Names, SideId } from '#kernel/values';
import type { DeadlineExpression } from '#deadlines/deadline-expression';
import type { Explanation } from '#deadlines/explanation';
import { viewTable } from '#read-models/view-table';

/** An action item as one side sees it. */
export interface ItemRow {
  readonly item_id: string;
  readonly viewer_side_id: SideId;
  readonly body_id: string;
  readonly protocol_id: string;
  readonly number: string;
  readonly sector: string | null;
  readonly stage: 'pendingEffect' | 'active' | 'closed';
  /** Of the item's stream. */
  readonly revision: string;
  /** Of the viewer's own obligation stream; null while it does not exist. */
  readonly own_revision: string | null;
  readonly doc: {
    readonly titles: Names;
    readonly clauseIds: readonly string[];
    readonly jointRule: 'all' | 'any';
    readonly removedOn: string | null;
    readonly basisTextId: string | null;
  };
}

export const itemTable = viewTable<ItemRow>({
  name: 'board_item',
  kind: 'temporal',
  group: 'item_id',
  key: 'viewer_side_id',
  columns: {
    item_id: 'uuid not null',
    viewer_side_id: 'uuid not null',
    body_id: 'uuid not null',
    protocol_id: 'uuid not null',
    number: 'text not null',
    sector: 'text',
    stage: 'text not null',
    revision: 'bigint not null',
    own_revision: 'bigint',
    doc: 'jsonb not null',
  },
  indexes: [
    'create index board_item_now on %t (viewer_side_id, number collate views.natural_order, item_id) where until is null',
    'create index board_item_number on %t (number)',
  ],
});

/** One side's half of an item as one side sees it: the other side's unshared reports do not show. */
export interface HalfRow {
  readonly item_id: string;
  /** `viewer/side`. */
  readonly half: string;
  readonly viewer_side_id: SideId;
  readonly side_id: SideId;
  readonly status: 'notStarted' | 'inProgress' | 'reportedDone' | 'validated';
  readonly due_on: string | null;
  readonly completed_on: string | null;
  readonly doc: {
    readonly leadOfficeId: string;
    readonly coExecutorOfficeIds: readonly string[];
    readonly validatorOfficeId: string;
    readonly expression: DeadlineExpression;
    readonly resolved: {
      readonly rawOn: string;
      readonly provisional: boolean;
      readonly calendarVersion: number;
      readonly explanation: Explanation;
    } | null;
  };
}

export const halfTable = viewTable<HalfRow>({
  name: 'board_half',
  kind: 'temporal',
  group: 'item_id',
  key: 'half',
  columns: {
    item_id: 'uuid not null',
    half: 'text not null',
    viewer_side_id: 'uuid not null',
    side_id: 'uuid not null',
    status: 'text not null',
    due_on: 'date',
    completed_on: 'date',
    doc: 'jsonb not null',
  },
  indexes: ['create index board_half_due on %t (viewer_side_id, due_on) where until is null'],
});

/** A report as one side sees it: its own ones, and of the others those that were validated. */
export interface ReportRow {
  readonly item_id: string;
  /** `viewer/report`. */
  readonly report: string;
  readonly viewer_side_id: SideId;
  readonly doc: {
    readonly reportId: string;
    readonly sideId: string;
    readonly officeId: string | null;
    readonly kind: 'progress' | 'completion';
    readonly completedOn: string | null;
    readonly textId: string;
    readonly state: 'progress' | 'waiting' | 'returned' | 'validated';
    readonly reasonTextId: string | null;
    readonly at: string;
  };
}

export const reportTable = viewTable<ReportRow>({
  name: 'board_report',
  kind: 'temporal',
  group: 'item_id',
  key: 'report',
  columns: {
    item_id: 'uuid not null',
    report: 'text not null',
    viewer_side_id: 'uuid not null',
    doc: 'jsonb not null',
  },
});

/** What the board shows of a protocol; the same for all its sides. */
export interface BoardProtocolRow {
  readonly protocol_id: string;
  readonly number: string;
  readonly doc: {
    readonly effectiveOn: string | null;
    readonly languages: readonly { lang: string; authentic: boolean }[];
    readonly clauses: Readonly<Record<string, { path: string; kind: string; texts: Names }>>;
  };
}

export const boardProtocolTable = viewTable<BoardProtocolRow>({
  name: 'board_protocol',
  kind: 'temporal',
  group: 'protocol_id',
  columns: { protocol_id: 'uuid not null', number: 'text not null', doc: 'jsonb not null' },
});

/** What the board needs of a side to say what is late: its zone and its calendar, as they stood. */
export interface BoardSideRow {
  readonly side_id: SideId;
  readonly doc: {
    readonly names: Names;
    readonly timeZone: string;
    readonly weekend: readonly number[];
    readonly calendar: {
      readonly version: number;
      readonly holidays: string[];
      readonly workingWeekends: string[];
    } | null;
  };
}

export const boardSideTable = viewTable<BoardSideRow>({
  name: 'board_side',
  kind: 'temporal',
  group: 'side_id',
  columns: { side_id: 'uuid not null', doc: 'jsonb not null' },
});
