import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { CommandShape } from '#kernel/command';
import { foldAll } from '#kernel/decider';
import { anEnvelope, given } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import { bodyDecider, type BodyState } from '#directory/body.decider';
import { AgreeMeetingWindow, HoldMeeting, ProposeMeeting, ScheduleMeeting } from './meeting.commands.js';
import { meetingDecider, type MeetingState } from './meeting.decider.js';
import { MeetingHeld, MeetingProposed, MeetingScheduled, MeetingWindowAgreed } from './meeting.events.js';
import {
  aHeldMeeting,
  aMeetingWithWindow,
  aProposedMeeting,
  aScheduledMeeting,
  sampleMeeting,
} from './meetings.samples.js';

const { meetingId, bodyId, kind, titles, sideIds, ordinals } = sampleMeeting;
const [russia, cuba] = sideIds as [SideId, SideId];
const stranger = uuid5('sample side', 'XX') as SideId;
const body: BodyState = { ...bodyDecider.initial, exists: true, bodyId, sideIds };

/** A command by the Russian secretary on 11 September 2019, unless the envelope says otherwise. */
function by<C extends CommandShape>(
  make: new () => C & { on(id: string, envelope: CommandShape['envelope']): C },
  fields: Partial<C>,
  envelope: Parameters<typeof anEnvelope>[0] = {},
): C {
  return Object.assign(new make(), fields).on(meetingId, anEnvelope({ as: { sideId: russia }, ...envelope }));
}
const asStranger = { as: { sideId: stranger } };

const proposing = { bodyId, kind, titles, ordinals };
const september = { from: '2019-09-01', until: '2019-09-30' };
const havana = {
  startsOn: '2019-09-10',
  endsOn: '2019-09-11',
  startsAtLocal: '10:00',
  timeZone: 'America/Havana',
  place: { en: 'Havana', ru: 'Гавана', es: 'La Habana' },
};
const asScheduled = { startedOn: '2019-09-10', endedOn: '2019-09-11' };

describe('proposing a meeting', () => {
  const propose = (part: Partial<ProposeMeeting> = {}, envelope = {}) =>
    by(ProposeMeeting, { ...proposing, ...part }, envelope);

  it('records body, sides and each side’s own number', () => {
    given(meetingDecider).when(propose(), { body }).then(MeetingProposed(sampleMeeting));
  });

  it('lets the sides count differently, and one of them not at all', () => {
    const disputed = [
      { sideId: russia, ordinal: 17 },
      { sideId: cuba, ordinal: 18 },
    ];
    given(meetingDecider)
      .when(propose({ ordinals: disputed }), { body })
      .then(MeetingProposed({ ...sampleMeeting, ordinals: disputed }));
    given(meetingDecider)
      .when(propose({ ordinals: undefined }), { body })
      .then(MeetingProposed({ ...sampleMeeting, ordinals: [] }));
  });

  it('is refused for a body that is not there', () => {
    given(meetingDecider).when(propose(), { body: bodyDecider.initial }).thenRefused('directory/unknownBody');
    given(meetingDecider).when(propose(), {}).thenRefused('directory/unknownBody');
  });

  it('is refused to a side that is not of the body', () => {
    given(meetingDecider).when(propose({}, asStranger), { body }).thenRefused('meetings/notOfThisBody');
    const noSide = propose({}, { as: { sideId: null } });
    given(meetingDecider).when(noSide, { body }).thenRefused('meetings/notOfThisBody');
  });

  it('is refused with a number of a side that is not of the body', () => {
    const foreign = propose({ ordinals: [{ sideId: stranger, ordinal: 1 }] });
    given(meetingDecider).when(foreign, { body }).thenRefused('meetings/notASideOfTheBody');
  });

  it('is refused with two numbers of one side', () => {
    const twice = [1, 2].map((ordinal) => ({ sideId: russia, ordinal }));
    given(meetingDecider)
      .when(propose({ ordinals: twice }), { body })
      .thenRefused('meetings/sideTwice');
  });

  it('is refused when it exists already', () => {
    given(meetingDecider, aProposedMeeting()).when(propose(), { body }).thenRefused('meetings/alreadyProposed');
  });

  it('looks at the body', async () => {
    const looked: string[] = [];
    const look = async <S>(of: { category: string; initial: S }, id: string) => {
      looked.push(`${of.category}-${id}`);
      return of.initial;
    };
    const fold = Object.assign(look, { position: () => -1n });
    await meetingDecider.facts!.ProposeMeeting!(propose(), fold, meetingDecider.initial);
    expect(looked).toEqual([`body-${bodyId}`]);
  });

  it('reserves a session’s number per body and side', () => {
    expect(meetingDecider.reserves!(propose())).toEqual([
      { kind: 'sessionOrdinal', key: [bodyId, russia, '11'] },
      { kind: 'sessionOrdinal', key: [bodyId, cuba, '11'] },
    ]);
  });

  it('reserves nothing for another meeting, nor without a number', () => {
    expect(meetingDecider.reserves!(propose({ kind: 'expertsMeeting' }))).toEqual([]);
    expect(meetingDecider.reserves!(propose({ ordinals: undefined }))).toEqual([]);
    expect(meetingDecider.reserves!(by(AgreeMeetingWindow, september))).toEqual([]);
  });
});

describe('agreeing on a window', () => {
  it('records it, and a later other one', () => {
    given(meetingDecider, aProposedMeeting())
      .when(by(AgreeMeetingWindow, september))
      .then(MeetingWindowAgreed(september));
    const october = { from: '2019-10-01', until: '2019-10-31' };
    given(meetingDecider, aMeetingWithWindow())
      .when(by(AgreeMeetingWindow, october))
      .then(MeetingWindowAgreed(october));
  });

  it('records nothing when the same window stands', () => {
    given(meetingDecider, aMeetingWithWindow()).when(by(AgreeMeetingWindow, september)).thenNothing();
    given(meetingDecider, aScheduledMeeting()).when(by(AgreeMeetingWindow, september)).thenNothing();
  });

  it('is refused when it ends before it begins', () => {
    const backwards = by(AgreeMeetingWindow, { from: '2019-09-30', until: '2019-09-01' });
    given(meetingDecider, aProposedMeeting()).when(backwards).thenRefused('meetings/endsBeforeItBegins');
  });

  it.each([
    { from: '1899-12-31', until: '2019-09-30' },
    { from: '2019-09-01', until: '2200-01-01' },
  ])('is refused for days no deadline can be reckoned with: $from to $until', (days) => {
    given(meetingDecider, aProposedMeeting()).when(by(AgreeMeetingWindow, days)).thenRefused('meetings/dateOutOfRange');
  });

  it('is refused once exact dates stand or it was held', () => {
    const october = by(AgreeMeetingWindow, { from: '2019-10-01', until: '2019-10-31' });
    given(meetingDecider, aScheduledMeeting()).when(october).thenRefused('meetings/alreadyScheduled');
    given(meetingDecider, aHeldMeeting()).when(october).thenRefused('meetings/alreadyHeld');
  });
});

describe('scheduling', () => {
  it('records days, hour, zone and place', () => {
    given(meetingDecider, aMeetingWithWindow()).when(by(ScheduleMeeting, havana)).then(MeetingScheduled(havana));
  });

  it('needs neither a window nor an hour', () => {
    const { startsAtLocal: _none, ...days } = havana;
    given(meetingDecider, aProposedMeeting())
      .when(by(ScheduleMeeting, days))
      .then(
        MeetingScheduled({
          startsOn: days.startsOn,
          endsOn: days.endsOn,
          startsAtLocal: null,
          timeZone: days.timeZone,
          place: days.place,
        }),
      );
  });

  it('records nothing when the same stands, in whatever order the place is written', () => {
    const place = { es: 'La Habana', ru: 'Гавана', en: 'Havana' };
    given(meetingDecider, aScheduledMeeting())
      .when(by(ScheduleMeeting, { ...havana, place }))
      .thenNothing();
    given(meetingDecider, aHeldMeeting()).when(by(ScheduleMeeting, havana)).thenNothing();
  });

  it.each([{ startsOn: '2019-09-09' }, { startsAtLocal: '11:00' }, { place: { en: 'Varadero' } }])(
    'is refused when something else stands already: %j',
    (other) => {
      given(meetingDecider, aScheduledMeeting())
        .when(by(ScheduleMeeting, { ...havana, ...other }))
        .thenRefused('meetings/alreadyScheduled');
    },
  );

  it('is refused with other days once it was held', () => {
    given(meetingDecider, aHeldMeeting())
      .when(by(ScheduleMeeting, { ...havana, startsOn: '2019-09-09' }))
      .thenRefused('meetings/alreadyHeld');
  });

  it('is refused when it ends before it begins', () => {
    given(meetingDecider, aProposedMeeting())
      .when(by(ScheduleMeeting, { ...havana, endsOn: '2019-09-09' }))
      .thenRefused('meetings/endsBeforeItBegins');
  });

  it('is refused for days no deadline can be reckoned with', () => {
    given(meetingDecider, aProposedMeeting())
      .when(by(ScheduleMeeting, { ...havana, endsOn: '2200-01-01' }))
      .thenRefused('meetings/dateOutOfRange');
  });

  it.each(['+03:00', 'Atlantis/Poseidonis'])('is refused in the zone %s', (timeZone) => {
    given(meetingDecider, aProposedMeeting())
      .when(by(ScheduleMeeting, { ...havana, timeZone }))
      .thenRefused('meetings/timeZoneUnknown');
  });
});

describe('holding', () => {
  it('records the days it really took', () => {
    given(meetingDecider, aScheduledMeeting()).when(by(HoldMeeting, asScheduled)).then(MeetingHeld(asScheduled));
    const later = { startedOn: '2019-09-11', endedOn: '2019-09-12' };
    given(meetingDecider, aScheduledMeeting()).when(by(HoldMeeting, later)).then(MeetingHeld(later));
  });

  it('records nothing when the same days stand', () => {
    given(meetingDecider, aHeldMeeting()).when(by(HoldMeeting, asScheduled)).thenNothing();
  });

  it('is refused with other days afterwards', () => {
    given(meetingDecider, aHeldMeeting())
      .when(by(HoldMeeting, { ...asScheduled, endedOn: '2019-09-12' }))
      .thenRefused('meetings/alreadyHeld');
  });

  it('is refused without exact dates', () => {
    given(meetingDecider, aMeetingWithWindow()).when(by(HoldMeeting, asScheduled)).thenRefused('meetings/notScheduled');
  });

  it('is refused when it ends before it begins', () => {
    given(meetingDecider, aScheduledMeeting())
      .when(by(HoldMeeting, { startedOn: '2019-09-11', endedOn: '2019-09-10' }))
      .thenRefused('meetings/endsBeforeItBegins');
  });

  it('is refused before it has begun, and accepted on its first day', () => {
    const on = (effectiveDate: string) => by(HoldMeeting, asScheduled, { effectiveDate });
    given(meetingDecider, aScheduledMeeting()).when(on('2019-09-09')).thenRefused('meetings/notYetBegun');
    given(meetingDecider, aScheduledMeeting()).when(on('2019-09-10')).then(MeetingHeld(asScheduled));
  });
});

describe('every command to a meeting', () => {
  const commands = (envelope = {}) => [
    by(AgreeMeetingWindow, september, envelope),
    by(ScheduleMeeting, havana, envelope),
    by(HoldMeeting, asScheduled, envelope),
  ];

  it('is refused when there is no such meeting', () => {
    for (const command of commands()) given(meetingDecider).when(command).thenRefused('meetings/unknown');
  });

  it('is refused to a side that is not of the body', () => {
    for (const command of commands(asStranger))
      given(meetingDecider, aScheduledMeeting()).when(command).thenRefused('meetings/notOfThisBody');
  });

  it('is open to either side and to a process manager', () => {
    const system = { as: { sideId: null, roles: ['system'] } };
    for (const envelope of [{ as: { sideId: cuba } }, system])
      given(meetingDecider, aProposedMeeting())
        .when(by(AgreeMeetingWindow, september, envelope))
        .then(MeetingWindowAgreed(september));
  });
});

describe('the state of a meeting', () => {
  it('takes its days from the schedule, then from what really happened', () => {
    const days = ({ startsOn, endsOn, held }: MeetingState) => ({ startsOn, endsOn, held });
    expect(days(foldAll(meetingDecider, aMeetingWithWindow()))).toEqual({ startsOn: null, endsOn: null, held: false });
    expect(days(foldAll(meetingDecider, aScheduledMeeting()))).toEqual({
      startsOn: '2019-09-10',
      endsOn: '2019-09-11',
      held: false,
    });
    const late = [...aScheduledMeeting(), MeetingHeld({ startedOn: '2019-09-11', endedOn: '2019-09-12' })];
    expect(days(foldAll(meetingDecider, late))).toEqual({ startsOn: '2019-09-11', endsOn: '2019-09-12', held: true });
  });
});

describe('the input of a proposal', () => {
  const faults = (input: object) =>
    validateSync(plainToInstance(ProposeMeeting, input), { whitelist: true, forbidNonWhitelisted: true }).map(
      ({ property }) => property,
    );

  it('accepts what the field needs and nothing else', () => {
    expect(faults(proposing)).toEqual([]);
    expect(faults({ ...proposing, ordinals: undefined })).toEqual([]);
    expect(faults({ ...proposing, kind: 'picnic', sideIds })).toEqual(expect.arrayContaining(['kind', 'sideIds']));
    expect(faults({ ...proposing, ordinals: [{ sideId: russia, ordinal: 0 }] })).toEqual(['ordinals']);
  });
});
