/** Settings that the application module provides. */
export abstract class ReminderOptions {
  /** Mail server, `smtp://…` or `smtps://…`; null in a process that sends nothing. */
  abstract readonly smtpUrl: string | null;
  /** Sender, such as `Rapporteur <rapporteur@example.org>`. */
  abstract readonly mailFrom: string;
  /** Where users reach the console, without a trailing slash; links in mails begin with it. */
  abstract readonly publicUrl: string;
  /** The queue that wakes the sweep, `postgres://…` or `redis://…`; null in a process that does not work. */
  abstract readonly queueUrl: string | null;
}
