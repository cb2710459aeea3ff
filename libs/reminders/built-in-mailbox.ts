import type { Mailbox } from '#embedded/mailbox';
import { ensure } from '#kernel/domain-error';

/** The built-in mailbox, where mail goes to it; an installation with a mail server of its own has none. */
export class BuiltInMailbox {
  constructor(private readonly mailbox: Mailbox | undefined) {}

  /** @throws DomainError `mailbox/none` (404) */
  opened(): Mailbox {
    ensure(this.mailbox, 'mailbox/none', 'missing');
    return this.mailbox;
  }
}
