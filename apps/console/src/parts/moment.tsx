import { useText } from '../text/language.js';
import { formatClock, formatDay, formatMoment } from '../text/time.js';
import { useDirectory } from './directory.js';
import { useSession, useZone } from './reader.js';

/** A calendar day without a zone. */
export function Day({ on }: { on: string }) {
  const { lang } = useText();
  return <time dateTime={on}>{formatDay(on, lang)}</time>;
}

/** An instant on the wall of the reader's side. */
export function Moment({ at }: { at: string }) {
  const { lang } = useText();
  return <time dateTime={at}>{formatMoment(at, useZone(), lang)}</time>;
}

/** An instant on the wall of every side, the reader's first: `2 Dec 2019, 09:00 RU / 01:00 CU`. */
export function EveryClock({ at }: { at: string }) {
  const { lang } = useText();
  const { sides } = useDirectory();
  const zone = useZone();
  const own = useSession().assignment.side;
  const others = sides.filter(({ id }) => id !== own?.sideId);
  return (
    <time dateTime={at}>
      {formatMoment(at, zone, lang)} {own?.code ?? zone}
      {others.map(({ code, timeZone }) => ` / ${formatClock(at, timeZone, lang, zone)} ${code}`)}
    </time>
  );
}
