import { ensure } from '#kernel/domain-error';

/** What a list shows of a mail that was accepted. */
export interface KeptMail {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly date: string | null;
  readonly messageId: string | null;
}

/** The mailbox that an application without a mail server of its own delivers to; newest first. */
export interface MailboxReader {
  list(options: { limit: number; before?: string }): Promise<KeptMail[]>;
  read(
    id: string,
  ): Promise<(KeptMail & { readonly text: string; readonly headers: Record<string, string> }) | undefined>;
}

/** The built-in mailbox, where mail goes to it; an installation with a mail server of its own has none. */
export class BuiltInMailbox {
  constructor(private readonly mailbox: MailboxReader | undefined) {}

  /** @throws DomainError `mailbox/none` (404) */
  opened(): MailboxReader {
    ensure(this.mailbox, 'mailbox/none', 'missing');
    return this.mailbox;
  }
}
