import type { Instant } from '#kernel/values';

/** A mail as it is handed to the provider; header values hold no line breaks. */
export interface OutgoingMail {
  /** The message's id: its Message-ID derives from it, so a mail that did arrive twice is recognised as one. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** For the Date header: the application's time. */
  readonly date: Instant;
  /** Content-Language. */
  readonly language: string;
}

/** What became of it, as far as the provider said. */
export interface MailAnswer {
  /** `unknown`: handed over completely, but no answer came; it may have arrived. */
  readonly outcome: 'accepted' | 'refusedTemporarily' | 'refusedPermanently' | 'unknown';
  /** What the provider said, or what failed; one line without addresses, fit for the log. */
  readonly response: string;
  /** Set when the provider says that there is no such address: its code, such as `5.1.1`. */
  readonly deadAddress?: string;
}

/** Where mail goes out. */
export abstract class MailPort {
  /** Answers within `mailPatience`; never rejects. */
  abstract send(mail: OutgoingMail): Promise<MailAnswer>;
}

/** The longest that one mail may take, ms of the system clock. */
export const mailPatience = 90_000;

/** One line for a header, a log or a heading: no control characters, no reversal of the writing direction. */
export function oneLine(text: string, most = 200): string {
  const line = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .trim();
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

/** A provider's answer without the addresses that it may repeat: those stand in the vault only. */
export const withoutAddresses = (answer: string): string => oneLine(answer.replaceAll(/<?[^\s<>]+@[^\s<>]+>?/g, '<…>'));
