import type { LocalDate, Names } from '#kernel/values';
import { inLanguage } from '#kernel/values';
import { explain, formatLocalDate, type TextLanguage } from '#deadlines/explain';
import type { Explanation } from '#deadlines/explanation';
import { dayOf } from '#deadlines/local-day';
import { asHtml, asText, type MailBlock } from './mail-layout.js';
import { oneLine } from './mail-port.js';
import { say } from './reminders.texts.js';

/** The version of the wording, recorded with each rendering. */
export const template = 'reminder/1';

/** One commitment that the mail tells of. */
export interface LetterItem {
  readonly number: string;
  readonly titles: Names;
  readonly officeNames: Names;
  /** `before-14`, `overdue-7`, `owed`. */
  readonly kind: string;
  readonly dueOn: LocalDate;
  readonly explanation: Explanation;
  readonly protocolNumber: string;
  readonly clauses: readonly { readonly path: string; readonly texts: Names }[];
  /** Languages of the originals. */
  readonly authentic: readonly string[];
}

/** What one recipient is told. */
export interface Letter {
  /** Of the recipient's office, BCP 47. */
  readonly language: string;
  /** Null when the vault has no name any more. */
  readonly recipientNames: Names | null;
  readonly sideNames: Names;
  /** The side's own date at the moment of sending. */
  readonly today: LocalDate;
  readonly items: readonly LetterItem[];
  /** Where the console is reached, without a trailing slash. */
  readonly publicUrl: string;
}

export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The language it is written in. */
  readonly language: TextLanguage;
  /** The office's language, where template or quoted clause had to be in another. */
  readonly fallbackFrom: string | null;
}

/** No clause is quoted at greater length. */
const longestQuote = 1_500;

/** Writes the mail: what is owed, by when and by which rule, in the words of the protocol, with a link that only shows. */
export function composeReminderMail(letter: Letter): RenderedMail {
  const language = templateLanguage(letter.language);
  const items = letter.items.map((item) => itemBlocks(item, letter, language));
  const name = letter.recipientNames && oneLine(inLanguage(letter.recipientNames, ...wanted(letter.language)).text);
  const blocks: MailBlock[] = [
    {
      kind: 'paragraph',
      text: name ? say(language, 'mail/greeting', { name }) : say(language, 'mail/greetingNameless'),
    },
    { kind: 'paragraph', text: say(language, 'mail/intro', { count: items.length }) },
    ...items.flatMap(({ content }) => content),
    { kind: 'rule' },
    { kind: 'lines', lines: [say(language, 'mail/footer'), say(language, 'mail/automatic')] },
  ];
  const fellBack = language !== base(letter.language) || items.some(({ quotedInAnother }) => quotedInAnother);
  return {
    subject: oneLine(subjectOf(letter, language)),
    text: asText(blocks),
    html: asHtml(blocks, language),
    language,
    fallbackFrom: fellBack ? letter.language : null,
  };
}

function subjectOf({ items, today }: Letter, language: TextLanguage): string {
  const [first] = items;
  if (items.length > 1 || !first) {
    const overdue = items.filter(({ dueOn }) => dueOn < today).length;
    return say(language, 'mail/subjectMany', { count: items.length, overdue });
  }
  const code = first.dueOn < today ? 'subjectOverdue' : first.dueOn === today ? 'subjectToday' : 'subjectDue';
  return say(language, `mail/${code}`, { number: first.number, on: formatLocalDate(first.dueOn, language) });
}

function itemBlocks(
  item: LetterItem,
  { language: asked, today, sideNames, publicUrl }: Letter,
  language: TextLanguage,
): { content: MailBlock[]; quotedInAnother: boolean } {
  const pick = (texts: Names) => oneLine(inLanguage(texts, ...wanted(asked)).text, 500);
  const days = dayOf(item.dueOn) - dayOf(today);
  const on = formatLocalDate(item.dueOn, language);
  const explanation = explain(item.explanation, { lang: language, sideName: pick(sideNames) });
  const quote = quoteOf(item, asked, language);
  const content: MailBlock[] = [
    { kind: 'heading', text: `${oneLine(item.number)} — ${pick(item.titles)}` },
    {
      kind: 'lines',
      lines: [
        days < 0 ? say(language, 'mail/overdue', { on, days: -days }) : say(language, 'mail/due', { on, days }),
        ...(explanation ? [say(language, 'mail/rule', { explanation })] : []),
        say(language, 'mail/office', { office: pick(item.officeNames) }),
        ...(item.kind === 'owed' ? [say(language, 'mail/owed')] : []),
      ],
    },
    ...(quote?.content ?? []),
    {
      kind: 'link',
      label: say(language, 'mail/link'),
      url: `${publicUrl}/items/${encodeURIComponent(item.number)}`,
    },
  ];
  return { content, quotedInAnother: quote?.inAnother ?? false };
}

/** The first clause in an original's own words: in the office's language if that is authentic, else in the first that is. */
function quoteOf(
  { clauses, authentic, protocolNumber }: LetterItem,
  asked: string,
  language: TextLanguage,
): { content: MailBlock[]; inAnother: boolean } | null {
  const [clause] = clauses;
  if (!clause) return null;
  const own = authentic.filter((original) => base(original) === base(asked));
  const { lang, text } = inLanguage(clause.texts, ...own, ...authentic);
  const inAnother = base(lang) !== base(asked);
  const where = {
    protocol: oneLine(protocolNumber),
    path: clauses.map(({ path }) => oneLine(path)).join(', '),
    language: languageName(lang, language),
  };
  return {
    inAnother,
    content: [
      { kind: 'paragraph', text: say(language, inAnother ? 'mail/clauseOriginal' : 'mail/clause', where) },
      { kind: 'quote', text: quoted(text), language: lang },
    ],
  };
}

function languageName(tag: string, language: TextLanguage): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag;
  } catch (error) {
    // A tag of the right shape that no registry knows, such as `xx-12345`.
    if (error instanceof RangeError) return tag;
    throw error;
  }
}

/** Line breaks stay, other control characters go. */
function quoted(text: string): string {
  const clean = text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .trim();
  return clean.length > longestQuote ? `${clean.slice(0, longestQuote)}…` : clean;
}

const base = (tag: string): string => tag.split('-')[0]!.toLowerCase();
const wanted = (tag: string): string[] => [tag, base(tag), 'en'];

function templateLanguage(tag: string): TextLanguage {
  return (['en', 'ru', 'es'] as const).find((known) => known === base(tag)) ?? 'en';
}
