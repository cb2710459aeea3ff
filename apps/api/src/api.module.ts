import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { AccessModule } from '#access/access.module';
import type { Mailbox } from '#embedded/mailbox';
import { EventLog } from '#event-store/event-log';
import { ApplicationClock } from '#read-models/application-clock';
import { Database } from '#read-models/database';
import { PlatformModule } from '#read-models/platform.module';
import { capability } from '#read-models/registry';
import { MailboxModule } from '#reminders/mailbox.module';
import { RemindersModule } from '#reminders/reminders.module';
import { apiTexts } from './api.texts.js';
import { capabilities } from './capabilities.js';
import { HealthController } from './health.controller.js';
import { ViewsController } from './views.controller.js';

export interface ApiOptions {
  /** Connection string of KurrentDB, EventStoreDB or the embedded store. */
  readonly eventStoreUrl: string;
  readonly databaseUrl: string;
  /** Address under which browsers reach the application. */
  readonly publicUrl: string;
  /** How this process sends reminders; without it, it only tells of them. */
  readonly sending?: { readonly smtpUrl: string; readonly mailFrom: string; readonly queueUrl: string };
  /** The built-in mailbox, when it runs in this process. */
  readonly mailbox?: Mailbox;
}

/** The platform, access, every capability, and the routes that belong to none. Closes its connections when it is closed. */
@Module({})
export class ApiModule implements OnApplicationShutdown {
  constructor(
    @Inject(EventLog) private readonly log: EventLog,
    @Inject(Database) private readonly db: Database,
    @Inject(ApplicationClock) private readonly clock: ApplicationClock,
  ) {}

  static over({ eventStoreUrl, databaseUrl, publicUrl, sending, mailbox }: ApiOptions): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.over({ eventStoreUrl, databaseUrl }),
        AccessModule.over({ publicUrl }),
        ...capabilities,
        RemindersModule.over({ smtpUrl: null, mailFrom: '', queueUrl: null, ...sending, publicUrl }),
        MailboxModule.over(mailbox),
      ],
      controllers: [HealthController, ViewsController],
      providers: [capability({ name: 'api', categories: [], events: [], texts: apiTexts })],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.clock.stop();
    await this.log.close();
    await this.db.close();
  }
}
