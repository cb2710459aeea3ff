import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import type { Meeting } from '../api/answers.js';
import { meetingsQuery } from '../api/queries.js';
import { useDirectory } from '../parts/directory.js';
import { ListPage } from '../parts/list-page.js';
import styles from '../parts/list.module.css';
import { useReader } from '../parts/reader.js';
import { SideCode } from '../parts/side-name.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';
import { formatDays, formatMoment } from '../text/time.js';

/** Sessions and other meetings: those without a date first, then the latest. */
export function MeetingsPage() {
  const { t, lang } = useText();
  const { bodyName } = useDirectory();
  const query = useQuery(meetingsQuery(useReader()));
  return (
    <ListPage
      title={t('nav.meetings')}
      sentence={(items) => t('meetings.count', { count: items.length })}
      query={query}
      columns={[
        t('meeting.columnMeeting'),
        t('meeting.columnKind'),
        t('meeting.columnNumber'),
        t('meeting.columnWhen'),
        t('meeting.columnStage'),
      ]}
      row={(meeting) => {
        const title = inLanguage(meeting.titles, lang);
        return (
          <tr key={meeting.id}>
            <td>
              <span className={styles.title} lang={title.lang}>
                {title.text}
              </span>
              <p className="muted">{bodyName(meeting.bodyId)}</p>
            </td>
            <td>{t(`meeting.kind.${meeting.kind}`)}</td>
            <td className={styles.nowrap}>
              {meeting.ordinals.map(({ sideId, ordinal }, index) => (
                <Fragment key={sideId}>
                  {index > 0 && ' / '}
                  {ordinal} <SideCode sideId={sideId} />
                </Fragment>
              ))}
            </td>
            <td>
              <When meeting={meeting} />
            </td>
            <td>{t(`meeting.stage.${meeting.stage}`)}</td>
          </tr>
        );
      }}
    />
  );
}

/** The firmest thing known: days held, days set, or a window. */
function When({ meeting: { held, schedule, window } }: { meeting: Meeting }) {
  const { t, lang } = useText();
  const place = schedule && inLanguage(schedule.place, lang).text;
  if (held) return join(formatDays(held.startedOn, held.endedOn, lang), place);
  if (schedule) {
    const { startsOn, endsOn, startsAt, timeZone } = schedule;
    const days = formatDays(startsOn, endsOn, lang);
    return join(
      startsAt === null ? days : `${days} (${t('meeting.opens', { at: formatMoment(startsAt, timeZone, lang) })})`,
      place,
    );
  }
  return window ? `~ ${formatDays(window.from, window.until, lang)}` : t('meeting.noDate');
}

const join = (days: string, place: string | null): string => (place === null ? days : `${days}, ${place}`);
