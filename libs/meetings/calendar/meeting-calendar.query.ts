import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { DomainError } from '#kernel/domain-error';
import type { Instant, SideId } from '#kernel/values';
import { windowInstant } from '#deadlines/local-time';
import { answeredAt, pageOf, reading, type Page } from '#read-models/answers';
import { Database } from '#read-models/database';
import type { ReadAt } from '#read-models/read-at';
import { ReadPosition } from '#read-models/read-position';
import { standing } from '#read-models/view-table';
import { meetingKinds } from '../meeting.events.js';
import { meetingCalendar, meetingTable, type MeetingRow } from './meeting-calendar.view.js';

const names = z.record(z.string(), z.string());

const meeting = z.object({
  id: z.uuid(),
  bodyId: z.uuid(),
  kind: z.enum(meetingKinds),
  titles: names,
  stage: z.enum(['proposed', 'windowAgreed', 'scheduled', 'held']),
  sideIds: z.array(z.uuid()),
  ordinals: z.array(z.object({ sideId: z.uuid(), ordinal: z.int() })),
  window: z.object({ from: z.iso.date(), until: z.iso.date() }).nullable(),
  schedule: z
    .object({
      startsOn: z.iso.date(),
      endsOn: z.iso.date(),
      startsAtLocal: z.string().nullable(),
      timeZone: z.string(),
      place: names,
      /** Derived from day, wall clock and zone by today's time zone data; null while no hour is agreed. */
      startsAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  held: z.object({ startedOn: z.iso.date(), endedOn: z.iso.date() }).nullable(),
  revision: z.string(),
});

export const meetingList = z.object({ ...reading, items: z.array(meeting), next: z.string().nullable() });
export type MeetingList = z.output<typeof meetingList>;
export const meetingDetail = z.object({ ...reading, ...meeting.shape });
export type MeetingDetail = z.output<typeof meetingDetail>;

/** Meetings a side can see, those without a date first, then the latest. */
export class ListMeetings extends Query<MeetingList> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly page: Page,
    readonly bodyId: string | null,
  ) {
    super();
  }
}

export class GetMeeting extends Query<MeetingDetail> {
  constructor(
    readonly viewer: SideId,
    readonly at: ReadAt,
    readonly id: string,
  ) {
    super();
  }
}

@QueryHandler(ListMeetings)
export class ListMeetingsHandler implements IQueryHandler<ListMeetings> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async execute({ viewer, at, page, bodyId }: ListMeetings): Promise<MeetingList> {
    const read = await this.positions.resolve(meetingCalendar.name, at);
    const rows = await this.db.query<MeetingRow>(
      `select * from ${meetingTable.name} where ${standing(1)} and viewer_side_id = $2
         and ($3::uuid is null or body_id = $3)
         and ($4::date is null or (begins_on, meeting_id) < ($4::date, $5::uuid))
       order by begins_on desc, meeting_id desc limit $6`,
      [read.position, viewer, bodyId, page.after?.[0] ?? null, page.after?.[1] ?? null, page.limit + 1],
    );
    const { items, next } = pageOf(rows, page, (row) => [row.begins_on, row.meeting_id]);
    return { ...answeredAt(read), items: items.map(meetingOf), next };
  }
}

@QueryHandler(GetMeeting)
export class GetMeetingHandler implements IQueryHandler<GetMeeting> {
  constructor(
    private readonly db: Database,
    private readonly positions: ReadPosition,
  ) {}

  async execute({ viewer, at, id }: GetMeeting): Promise<MeetingDetail> {
    const read = await this.positions.resolve(meetingCalendar.name, at);
    const [row] = await this.db.query<MeetingRow>(
      `select * from ${meetingTable.name} where meeting_id = $2 and viewer_side_id = $3 and ${standing(1)}`,
      [read.position, id, viewer],
    );
    if (!row) throw new DomainError('meetings/unknown', 'missing');
    return { ...answeredAt(read), ...meetingOf(row) };
  }
}

function meetingOf({ meeting_id, body_id, stage, revision, doc }: MeetingRow): z.output<typeof meeting> {
  const { schedule, sideIds, ordinals, ...rest } = doc;
  return {
    id: meeting_id,
    bodyId: body_id,
    stage,
    ...rest,
    sideIds: [...sideIds],
    ordinals: [...ordinals],
    schedule: schedule && { ...schedule, startsAt: startsAt(schedule) },
    revision: String(revision),
  };
}

function startsAt({ startsOn, startsAtLocal, timeZone }: NonNullable<MeetingRow['doc']['schedule']>): Instant | null {
  return startsAtLocal === null ? null : windowInstant(startsOn, startsAtLocal, timeZone);
}
