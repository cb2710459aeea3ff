import { Module } from '@nestjs/common';
import { handlersOf } from '#event-store/handlers-of';
import { capability } from '#read-models/registry';
import { GetMeetingHandler, ListMeetingsHandler } from './calendar/meeting-calendar.query.js';
import { meetingCalendar } from './calendar/meeting-calendar.view.js';
import { AgreeMeetingWindow, HoldMeeting, ProposeMeeting, ScheduleMeeting } from './meeting.commands.js';
import { meetingDecider } from './meeting.decider.js';
import { meetingEvents } from './meeting.events.js';
import { MeetingsController } from './meetings.controller.js';
import { meetingsTexts } from './meetings.texts.js';

/** Sessions and other meetings: proposed, given a window, scheduled, held. */
@Module({
  controllers: [MeetingsController],
  providers: [
    ...handlersOf(meetingDecider, ProposeMeeting, AgreeMeetingWindow, ScheduleMeeting, HoldMeeting),
    ListMeetingsHandler,
    GetMeetingHandler,
    capability({
      name: 'meetings',
      categories: ['meeting'],
      events: meetingEvents,
      views: [meetingCalendar],
      texts: meetingsTexts,
    }),
  ],
})
export class MeetingsModule {}
