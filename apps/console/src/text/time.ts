/** Days, moments and zones as people read them. */
const locales: Readonly<Record<string, string>> = { en: 'en-GB', ru: 'ru-RU', es: 'es-ES' };
const localeOf = (lang: string): string => locales[lang] ?? 'en-GB';

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(lang: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(localeOf(lang), options);
  formats.set(key, made);
  return made;
}

/** Russian writes `2019 г.`; in a table the mark only costs a line. */
const withoutYearMark = (text: string): string => text.replace(/\s?г\./, '');

/** `2019-11-08` as `8 Nov 2019`. */
export const formatDay = (day: string, lang: string): string =>
  withoutYearMark(formatOf(lang, dayOnly).format(new Date(`${day}T00:00:00Z`)));

/** From the first to the last day, such as `18–20 Feb 2026`. */
export const formatDays = (from: string, until: string, lang: string): string =>
  withoutYearMark(formatOf(lang, dayOnly).formatRange(new Date(`${from}T00:00:00Z`), new Date(`${until}T00:00:00Z`)));

const dayOnly = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;

/** An instant as day and wall clock of a zone, such as `2 Dec 2019, 09:00`. */
export const formatMoment = (instant: string, zone: string, lang: string): string =>
  withoutYearMark(
    formatOf(lang, { ...dayOnly, hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(instant)),
  );

/** The same with the day of the week in words, such as `Monday, 2 December 2019 at 09:00`. */
export const formatWeekday = (instant: string, zone: string, lang: string): string =>
  withoutYearMark(formatOf(lang, { dateStyle: 'full', timeStyle: 'short', timeZone: zone }).format(new Date(instant)));

/** The wall clock only, with the day where it differs from that of `besides`. */
export function formatClock(instant: string, zone: string, lang: string, besides: string): string {
  const sameDay = localDay(instant, zone) === localDay(instant, besides);
  return formatOf(lang, {
    hour: '2-digit',
    minute: '2-digit',
    ...(!sameDay && { day: 'numeric', month: 'short' }),
    timeZone: zone,
  }).format(new Date(instant));
}

const localDay = (instant: string, zone: string): string => wallClock(instant, zone).slice(0, 10);

/** An instant as `YYYY-MM-DD HH:mm:ss` on the wall of a zone. */
export function wallClock(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(new Date(instant));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
}

/**
 * The instant of a wall clock reading `YYYY-MM-DD HH:mm:ss` in a zone, as `…Z`. A reading that occurs twice means the
 * first; one that the clock skips means the same distance after the gap.
 */
export function instantOf(wall: string, zone: string): string {
  const asIfUtc = Date.parse(`${wall.replace(' ', 'T')}Z`);
  const offsetAt = (time: number): number =>
    Date.parse(`${wallClock(new Date(time).toISOString(), zone).replace(' ', 'T')}Z`) - time;
  const day = 86_400_000;
  const [before, after] = [offsetAt(asIfUtc - day), offsetAt(asIfUtc + day)];
  const found = [asIfUtc - before, asIfUtc - after].find((time) => time + offsetAt(time) === asIfUtc);
  return new Date(found ?? asIfUtc - before).toISOString().replace('.000Z', 'Z');
}

/** Calendar days from one local date to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
