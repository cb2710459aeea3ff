import type { SideId } from '#kernel/values';
import type { BodyId } from '#directory/directory.ids';
import { DomainCommand } from '#event-store/domain-command';
import {
  IdField,
  IntegerField,
  ListOf,
  LocalDateField,
  LocalTimeField,
  NamesField,
  OneOfField,
  TimeZoneField,
} from '#event-store/fields';
import { meetingKinds } from './meeting.events.js';

/** Which number a side gives the session; the sides may disagree. */
export class OrdinalInput {
  @IdField()
  sideId!: SideId;

  @IntegerField({ min: 1, max: 9_999, example: 17 })
  ordinal!: number;
}

/** A session or another meeting of a body is to take place. */
export class ProposeMeeting extends DomainCommand {
  get type() {
    return 'ProposeMeeting' as const;
  }

  @IdField()
  bodyId!: BodyId;

  @OneOfField(meetingKinds)
  kind!: (typeof meetingKinds)[number];

  @NamesField({ example: { en: 'Seventeenth session', ru: 'Семнадцатое заседание', es: 'Decimoséptima sesión' } })
  titles!: Record<string, string>;

  @ListOf(() => OrdinalInput, { max: 20, optional: true })
  ordinals?: OrdinalInput[];
}

/** The sides agree on some days between two dates. */
export class AgreeMeetingWindow extends DomainCommand {
  get type() {
    return 'AgreeMeetingWindow' as const;
  }

  @LocalDateField()
  from!: string;

  @LocalDateField()
  until!: string;
}

/** The sides agree on exact days and a place. */
export class ScheduleMeeting extends DomainCommand {
  get type() {
    return 'ScheduleMeeting' as const;
  }

  @LocalDateField()
  startsOn!: string;

  @LocalDateField()
  endsOn!: string;

  @LocalTimeField({ optional: true, description: 'Wall clock at the place, when an hour was agreed.' })
  startsAtLocal?: string;

  @TimeZoneField({ description: 'Of the place.' })
  timeZone!: string;

  @NamesField({ example: { en: 'Havana', ru: 'Гавана', es: 'La Habana' } })
  place!: Record<string, string>;
}

/** Records that it took place, on the days it really took. */
export class HoldMeeting extends DomainCommand {
  get type() {
    return 'HoldMeeting' as const;
  }

  @LocalDateField()
  startedOn!: string;

  @LocalDateField()
  endedOn!: string;
}

export type MeetingCommand = ProposeMeeting | AgreeMeetingWindow | ScheduleMeeting | HoldMeeting;
