import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import type { Page } from '#read-models/answers';
import { openViewHarness, TestLog, type ViewHarness } from '../../../test/support/view-harness.js';
import { meetingEvents, MeetingHeld, type MeetingEvent, type MeetingId } from '../meeting.events.js';
import {
  aHeldMeeting,
  aMeetingWithWindow,
  aProposedMeeting,
  aScheduledMeeting,
  sampleMeeting,
} from '../meetings.samples.js';
import {
  GetMeeting,
  GetMeetingHandler,
  ListMeetings,
  ListMeetingsHandler,
  meetingDetail,
  meetingList,
  type MeetingList,
} from './meeting-calendar.query.js';
import { meetingCalendar, meetingTable } from './meeting-calendar.view.js';

const [russia, cuba] = sampleMeeting.sideIds as [SideId, SideId];
const stranger = uuid5('sample side', 'XX') as SideId;
const otherBody = uuid5('sample body', 2) as BodyId;
const meetingOf = (n: number) => uuid5('calendar meeting', n) as MeetingId;
const [proposed, windowed, scheduled, held, national] = [1, 2, 3, 4, 5].map(meetingOf) as [
  MeetingId,
  MeetingId,
  MeetingId,
  MeetingId,
  MeetingId,
];

let view: ViewHarness;
const log = new TestLog();
const apply = (id: MeetingId, events: readonly MeetingEvent[]) => view.apply(log.add('meeting', id, events));

beforeAll(async () => {
  view = await openViewHarness(meetingCalendar);
  await apply(proposed, aProposedMeeting({ meetingId: proposed }));
  await apply(windowed, aMeetingWithWindow({ meetingId: windowed }));
  await apply(scheduled, aScheduledMeeting({ meetingId: scheduled, kind: 'expertsMeeting', ordinals: [] }));
  await apply(held, aHeldMeeting({ meetingId: held }).slice(0, -1));
  await apply(held, [MeetingHeld({ startedOn: '2019-09-11', endedOn: '2019-09-12' })]);
  await apply(national, aProposedMeeting({ meetingId: national, bodyId: otherBody, sideIds: [russia], ordinals: [] }));
});

afterAll(() => view.close());

const list = async (viewer: SideId, part: { page?: Partial<Page>; bodyId?: string; position?: bigint } = {}) => {
  const page = { limit: 100, after: null, list: 'meetings', ...part.page };
  const query = new ListMeetings(viewer, { position: part.position }, page, part.bodyId ?? null);
  return meetingList.parse(await new ListMeetingsHandler(view.db, view.positions).execute(query));
};
const get = async (viewer: SideId, id: string, position?: bigint) =>
  meetingDetail.parse(
    await new GetMeetingHandler(view.db, view.positions).execute(new GetMeeting(viewer, { position }, id)),
  );
const idsOf = ({ items }: MeetingList) => items.map(({ id }) => id);

describe('the meeting calendar', () => {
  it('handles every event of a meeting', () => {
    expect([...meetingCalendar.handlers.keys()].toSorted()).toEqual(meetingEvents.map(({ type }) => type).toSorted());
  });

  it('keeps a row for each side of the body, with the revision of the last event', async () => {
    const rows = (await view.rows(meetingTable)).filter(({ meeting_id }) => meeting_id === held);
    expect(rows.map(({ viewer_side_id }) => viewer_side_id).toSorted()).toEqual([russia, cuba].toSorted());
    for (const row of rows) expect(row).toMatchObject({ stage: 'held', begins_on: '2019-09-11', revision: '3' });
  });

  it('lists meetings without a date first, then the latest', async () => {
    expect(idsOf(await list(cuba))).toEqual([proposed, held, scheduled, windowed]);
  });

  it('lists the meetings of one body', async () => {
    expect(idsOf(await list(russia, { bodyId: otherBody }))).toEqual([national]);
    expect(idsOf(await list(cuba, { bodyId: otherBody }))).toEqual([]);
  });

  it('shows nothing to a side that is not of the body', async () => {
    expect(idsOf(await list(stranger))).toEqual([]);
    await expect(get(cuba, national)).rejects.toMatchObject({ code: 'meetings/unknown', kind: 'missing' });
  });

  it('goes on after the last row of a page', async () => {
    const first = await list(cuba, { page: { limit: 1 } });
    expect(idsOf(first)).toEqual([proposed]);
    const after = (JSON.parse(Buffer.from(first.next!, 'base64url').toString()) as [string, string[]])[1];
    const rest = await list(cuba, { page: { limit: 3, after } });
    expect(idsOf(rest)).toEqual([held, scheduled, windowed]);
    expect(rest.next).toBeNull();
  });

  it('derives the instant of the start from day, wall clock and zone of the place', async () => {
    const { schedule, stage, window, held: days } = await get(cuba, scheduled);
    expect(schedule).toMatchObject({
      startsOn: '2019-09-10',
      startsAtLocal: '10:00',
      // Havana keeps summer time in September: four hours behind UTC.
      startsAt: '2019-09-10T14:00:00.000Z',
    });
    expect({ stage, window, days }).toEqual({
      stage: 'scheduled',
      window: { from: '2019-09-01', until: '2019-09-30' },
      days: null,
    });
  });

  it('keeps the scheduled days beside those it was held on', async () => {
    const meeting = await get(russia, held);
    expect(meeting.held).toEqual({ startedOn: '2019-09-11', endedOn: '2019-09-12' });
    expect(meeting.schedule).toMatchObject({ startsOn: '2019-09-10', endsOn: '2019-09-11' });
    expect(meeting.ordinals).toEqual(sampleMeeting.ordinals);
  });

  it('answers as of an earlier position', async () => {
    const [firstVersion] = (await view.versions(meetingTable)).filter(({ meeting_id }) => meeting_id === held);
    const then = await get(russia, held, BigInt(firstVersion!.since));
    expect(then).toMatchObject({ stage: 'proposed', window: null, schedule: null, held: null, revision: '0' });
    expect(idsOf(await list(russia, { position: BigInt(firstVersion!.since) }))).not.toContain(national);
  });
});
