import { Module, type DynamicModule } from '@nestjs/common';
import { capability } from '#read-models/registry';
import { BuiltInMailbox, type MailboxReader } from './built-in-mailbox.js';
import { MailboxController } from './mailbox.controller.js';
import { mailboxTexts } from './mailbox.texts.js';

/** Shows the built-in mailbox of this process, if it has one. */
@Module({})
export class MailboxModule {
  static over(mailbox: MailboxReader | undefined): DynamicModule {
    return {
      module: MailboxModule,
      controllers: [MailboxController],
      providers: [
        { provide: BuiltInMailbox, useValue: new BuiltInMailbox(mailbox) },
        capability({ name: 'mailbox', categories: [], events: [], texts: mailboxTexts }),
      ],
    };
  }
}
