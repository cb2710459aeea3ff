import { Module, type DynamicModule } from '@nestjs/common';
import { handlersOf } from '#event-store/handlers-of';
import { capability } from '#read-models/registry';
import { DemoClockController } from './demo-clock.controller.js';
import { DemoClock } from './demo-clock.service.js';
import { DueWork } from './due-work.service.js';
import { Letters } from './letters.service.js';
import { DecidedRemindersHandler } from './log/decided-reminders.query.js';
import { reminderLog } from './log/reminder-log.view.js';
import { WhyItemHandler } from './log/why-item.query.js';
import { MailPort } from './mail-port.js';
import {
  ClaimMessage,
  DropMessage,
  RecordAcceptance,
  RecordAttempt,
  RecordRefusal,
  RecordRendering,
  RecordUnknown,
} from './message.commands.js';
import { messageDecider } from './message.decider.js';
import { messageEvents } from './message.events.js';
import { reminderPlan } from './plan/reminder-plan.view.js';
import { ReminderOptions } from './reminder-options.js';
import { ReminderWorker } from './reminder-worker.service.js';
import { DecideReminder } from './reminder.commands.js';
import { reminderDecider } from './reminder.decider.js';
import { reminderEvents } from './reminder.events.js';
import { RemindersController } from './reminders.controller.js';
import { remindersTexts } from './reminders.texts.js';
import { Sending, Vaults } from './sending.service.js';
import { NoMail, SmtpMail } from './smtp-mail.js';
import { Sweep } from './sweep.service.js';
import { SystemCommands } from './system-commands.service.js';

export { DemoClock, ReminderWorker };

/** Reminders: planned from deadlines and calendars, decided at the moment of sending, mailed, and explained afterwards. */
@Module({})
export class RemindersModule {
  static over(options: ReminderOptions): DynamicModule {
    const { smtpUrl, mailFrom } = options;
    return {
      module: RemindersModule,
      // What the worker and the story loader ask for.
      global: true,
      controllers: [RemindersController, DemoClockController],
      providers: [
        { provide: ReminderOptions, useValue: options },
        { provide: MailPort, useFactory: () => (smtpUrl ? new SmtpMail({ smtpUrl, mailFrom }) : new NoMail()) },
        ...handlersOf(reminderDecider, DecideReminder),
        ...handlersOf(
          messageDecider,
          ClaimMessage,
          RecordRendering,
          RecordAttempt,
          RecordAcceptance,
          RecordRefusal,
          RecordUnknown,
          DropMessage,
        ),
        SystemCommands,
        DueWork,
        Letters,
        Vaults,
        Sending,
        Sweep,
        ReminderWorker,
        DemoClock,
        WhyItemHandler,
        DecidedRemindersHandler,
        capability({
          name: 'reminders',
          categories: ['reminder', 'message'],
          events: [...reminderEvents, ...messageEvents],
          views: [reminderPlan, reminderLog],
          texts: remindersTexts,
        }),
      ],
      exports: [Sweep, ReminderWorker, DemoClock],
    };
  }
}
