import { simpleParser, type HeaderValue, type ParsedMail } from 'mailparser';

/** The parsed content of a mail. Nothing of it is sanitised. */
export interface MailContent {
  readonly subject: string;
  /** The Date header as ISO instant; null when there is none or it is not a date. */
  readonly date: string | null;
  /** With its angle brackets. */
  readonly messageId: string | null;
  /** The plain text; made from the HTML when the mail is one HTML part and nothing else. */
  readonly text: string;
  /** As the sender wrote it: unsafe to show. */
  readonly html: string | null;
  /** By lower-case name, decoded; a header that occurs several times is joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly size: number }[];
}

const options = { skipTextToHtml: true, skipTextLinks: true, keepCidLinks: true, maxHtmlLengthToParse: 1_000_000 };

/** Parses a mail as far as it can be parsed; never fails, because a mailbox shows whatever it accepted. */
export async function mailContent(raw: Buffer): Promise<MailContent> {
  const parsed = await simpleParser(raw, options).catch((): undefined => undefined);
  return {
    subject: parsed?.subject ?? '',
    date: parsed === undefined ? null : dateOf(parsed),
    messageId: parsed?.messageId ?? null,
    text: parsed?.text ?? '',
    html: parsed?.html || null,
    headers: parsed === undefined ? {} : headersOf(parsed),
    attachments: (parsed?.attachments ?? []).map((one) => ({
      name: one.filename ?? '',
      type: one.contentType,
      size: one.size,
    })),
  };
}

/** The part of a raw mail that `mailContent` needs for subject, date and id. */
export function headOf(raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  return end < 0 ? raw : raw.subarray(0, end + 4);
}

/** The parser puts the present moment in place of a date it cannot read; this is null then. */
function dateOf({ date, headerLines }: ParsedMail): string | null {
  const line = headerLines.find(({ key }) => key === 'date')?.line;
  return date === undefined || line === undefined || Number.isNaN(Date.parse(valueOf(line)))
    ? null
    : date.toISOString();
}

/** What stands behind the name of a raw header line, unfolded; a date may carry its zone as a comment. */
function valueOf(line: string): string {
  return line
    .slice(line.indexOf(':') + 1)
    .replaceAll(/\r?\n\s+/g, ' ')
    .trim();
}

function headersOf(mail: ParsedMail): Record<string, string> {
  const headers = new Map<string, string>();
  for (const { key, line } of mail.headerLines) {
    const decoded = mail.headers.get(key);
    if (decoded !== undefined) {
      headers.set(key, textOf(decoded));
      continue;
    }
    // Some, such as List-Unsubscribe, are kept by the parser under another name.
    const value = line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n\s+/g, ' ')
      .trim();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}

function textOf(value: HeaderValue): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((one) => textOf(one as HeaderValue)).join(', '); // such as Received
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if ('text' in value && typeof value.text === 'string') return value.text;
  const { value: main, params } = value as { value: string; params?: Record<string, string> };
  return [main, ...Object.entries(params ?? {}).map(([name, one]) => `${name}=${one}`)].join('; ');
}
