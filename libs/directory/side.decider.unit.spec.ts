import { describe, expect, it } from '@jest/globals';
import { anEnvelope, given } from '#kernel/given-when-then';
import { foldAll } from '#kernel/decider';
import { aSide, aSideWithCalendar, sampleSideId, theOtherSide } from './directory.samples.js';
import { PublishSideCalendar, RegisterSide } from './side.commands.js';
import { sideDecider } from './side.decider.js';
import { SideCalendarPublished, SideRegistered } from './side.events.js';

const russia = sampleSideId('RU');
const fields = {
  code: 'RU',
  names: { en: 'Russia', ru: 'Россия' },
  timeZone: 'Europe/Moscow',
  weekend: [7, 6],
  defaultLanguage: 'ru',
  rounding: 'next' as const,
};
const register = (part: Partial<RegisterSide> = {}) =>
  Object.assign(new RegisterSide(), fields, part).on(russia, anEnvelope({ as: { roles: ['administrator'] } }));
const publish = (part: Partial<PublishSideCalendar> = {}) =>
  Object.assign(
    new PublishSideCalendar(),
    { holidays: ['2020-01-01', '2019-11-04'], workingWeekends: [], source: 'Synthetic' },
    part,
  ).on(russia, anEnvelope({ as: { roles: ['administrator'] } }));

describe('registering a side', () => {
  it('records it with the weekend in order', () => {
    given(sideDecider)
      .when(register())
      .then(SideRegistered({ sideId: russia, ...fields, weekend: [6, 7] }));
  });

  it('is refused a second time', () => {
    given(sideDecider, aSide()).when(register()).thenRefused('directory/alreadyRegistered');
  });

  it('reserves the code whatever its case', () => {
    expect(sideDecider.reserves?.(register({ code: 'ru' }))).toEqual([{ kind: 'sideCode', key: ['RU'] }]);
    expect(sideDecider.reserves?.(publish())).toEqual([]);
  });
});

describe('publishing a calendar', () => {
  const holidays = ['2019-11-04', '2020-01-01'];

  it('counts the first as version 1, with its days in order', () => {
    given(sideDecider, aSide())
      .when(publish())
      .then(SideCalendarPublished({ version: 1, holidays, workingWeekends: [], source: 'Synthetic' }));
  });

  it('counts the next version up by one and keeps the older one', () => {
    given(sideDecider, aSideWithCalendar())
      .when(publish())
      .then(SideCalendarPublished({ version: 2, holidays, workingWeekends: [], source: 'Synthetic' }));
    const second = SideCalendarPublished({ version: 2, holidays, workingWeekends: [], source: 'Synthetic' });
    const state = foldAll(sideDecider, [...aSideWithCalendar(), second]);
    expect(state.calendarVersion).toBe(2);
    expect(state.calendars.get(1)).toEqual({ holidays: ['2019-11-04'], workingWeekends: [] });
    expect(state.calendars.get(2)).toEqual({ holidays, workingWeekends: [] });
  });

  it('records nothing when the newest version says the same', () => {
    given(sideDecider, aSideWithCalendar())
      .when(publish({ holidays: ['2019-11-04'] }))
      .thenNothing();
  });

  it('is refused when a day is both off and worked', () => {
    given(sideDecider, aSide())
      .when(publish({ holidays: ['2019-11-02'], workingWeekends: ['2019-11-02'] }))
      .thenRefused('directory/holidayAndWorked');
  });

  it('is refused when an ordinary day is decreed worked', () => {
    given(sideDecider, aSide())
      .when(publish({ workingWeekends: ['2019-11-05'] }))
      .thenRefused('directory/notAWeekendDay');
  });

  it('takes the weekend of the side, not of the world', () => {
    // 2019-11-08 was a Friday.
    const friday = publish({ holidays: [], workingWeekends: ['2019-11-08'] });
    given(sideDecider, aSide()).when(friday).thenRefused('directory/notAWeekendDay');
    given(sideDecider, theOtherSide({ weekend: [5] }))
      .when(friday)
      .then(SideCalendarPublished({ version: 1, holidays: [], workingWeekends: ['2019-11-08'], source: 'Synthetic' }));
  });

  it('is refused outside the years that can be reckoned with', () => {
    given(sideDecider, aSide())
      .when(publish({ holidays: ['1899-12-31'] }))
      .thenRefused('directory/dateOutOfRange');
  });

  it('is refused for a side that is not there', () => {
    given(sideDecider).when(publish()).thenRefused('directory/unknownSide');
  });
});
