import type { LocalDate, Names, SideId } from '#kernel/values';
import { when, type View } from '#read-models/view';
import { viewTable } from '#read-models/view-table';
import {
  MeetingHeld,
  MeetingProposed,
  MeetingScheduled,
  MeetingWindowAgreed,
  type meetingKinds,
} from '../meeting.events.js';

export type MeetingStage = 'proposed' | 'windowAgreed' | 'scheduled' | 'held';

/** A meeting as one side sees it. */
export interface MeetingRow {
  readonly meeting_id: string;
  readonly viewer_side_id: SideId;
  readonly body_id: string;
  readonly stage: MeetingStage;
  /** The first day by what is known: held, else scheduled, else the window's; `infinity` while there is none. */
  readonly begins_on: LocalDate;
  readonly revision: string;
  readonly doc: {
    readonly kind: (typeof meetingKinds)[number];
    readonly titles: Names;
    readonly sideIds: readonly string[];
    readonly ordinals: readonly { sideId: string; ordinal: number }[];
    readonly window: { readonly from: LocalDate; readonly until: LocalDate } | null;
    readonly schedule: {
      readonly startsOn: LocalDate;
      readonly endsOn: LocalDate;
      /** Wall clock at the place. */
      readonly startsAtLocal: string | null;
      readonly timeZone: string;
      readonly place: Names;
    } | null;
    readonly held: { readonly startedOn: LocalDate; readonly endedOn: LocalDate } | null;
  };
}

export const meetingTable = viewTable<MeetingRow>({
  name: 'meeting_calendar',
  kind: 'temporal',
  group: 'meeting_id',
  key: 'viewer_side_id',
  columns: {
    meeting_id: 'uuid not null',
    viewer_side_id: 'uuid not null',
    body_id: 'uuid not null',
    stage: 'text not null',
    begins_on: 'date not null',
    revision: 'bigint not null',
    doc: 'jsonb not null',
  },
  indexes: ['create index meeting_calendar_now on %t (viewer_side_id, begins_on, meeting_id) where until is null'],
});

type Change = Partial<Pick<MeetingRow, 'stage' | 'begins_on'>> & { doc: Partial<MeetingRow['doc']> };

/** Meetings with their dates as far as they are agreed; every side of the body has the same rows. */
export const meetingCalendar: View = {
  name: 'meeting-calendar',
  version: 1,
  tables: [meetingTable],
  handlers: new Map([
    when(MeetingProposed, ({ data, revision }, rows) => {
      const { meetingId, bodyId, kind, titles, sideIds, ordinals } = data;
      for (const viewer of sideIds) {
        rows.put(meetingTable, {
          meeting_id: meetingId,
          viewer_side_id: viewer,
          body_id: bodyId,
          stage: 'proposed',
          begins_on: 'infinity',
          revision: String(revision),
          doc: { kind, titles, sideIds, ordinals, window: null, schedule: null, held: null },
        });
      }
    }),
    changes(MeetingWindowAgreed, (window) => ({ stage: 'windowAgreed', begins_on: window.from, doc: { window } })),
    changes(MeetingScheduled, (schedule) => ({
      stage: 'scheduled',
      begins_on: schedule.startsOn,
      doc: { schedule },
    })),
    changes(MeetingHeld, (held) => ({ stage: 'held', begins_on: held.startedOn, doc: { held } })),
  ]),
};

function changes<T extends Parameters<typeof when>[0]>(
  type: T,
  changeOf: (data: Parameters<Parameters<typeof when<T>>[1]>[0]['data']) => Change,
): ReturnType<typeof when> {
  return when(type, (event, rows) => {
    const { doc, ...rest } = changeOf(event.data);
    rows.each(meetingTable, event.id, (row) => ({
      ...row,
      ...rest,
      revision: String(event.revision),
      doc: { ...row.doc, ...doc },
    }));
  });
}
