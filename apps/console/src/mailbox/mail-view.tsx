import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Fragment } from 'react';
import { mailQuery } from '../api/queries.js';
import { useTitle } from '../frame/use-title.js';
import { Moment } from '../parts/moment.js';
import { ReadFailed, Reading } from '../parts/notice.js';
import { useText } from '../text/language.js';
import styles from './mailbox.module.css';

/** One mail as it was delivered: its text and every header. */
export function MailView() {
  const { t } = useText();
  const { id } = useParams({ from: '/frame/mailbox/$id' });
  const { data: mail, error, refetch } = useQuery({ ...mailQuery(id), placeholderData: undefined });
  useTitle(mail?.subject ?? t('nav.mailbox'));
  if (error) return <ReadFailed error={error} retry={() => void refetch()} />;
  if (!mail) return <Reading />;
  return (
    <article>
      <h2>{mail.subject}</h2>
      <dl className={styles.envelope}>
        <dt>{t('mailbox.from')}</dt>
        <dd>{mail.from}</dd>
        <dt>{t('mailbox.to')}</dt>
        <dd>{mail.to.join(', ')}</dd>
        <dt>{t('mailbox.received')}</dt>
        <dd>
          <Moment at={mail.date ?? mail.receivedAt} />
        </dd>
        {mail.messageId !== null && (
          <>
            <dt>Message-ID</dt>
            <dd className="mono">{mail.messageId}</dd>
          </>
        )}
      </dl>
      <div className={styles.text}>
        <Linked text={mail.text} />
      </div>
      <details className={styles.headers}>
        <summary>{t('mailbox.headers')}</summary>
        <dl>
          {Object.entries(mail.headers).map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
        </dl>
      </details>
    </article>
  );
}

/** Plain text in which addresses of the web can be followed. */
function Linked({ text }: { text: string }) {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/).map((part, index) =>
    index % 2 === 1 ? (
      <a key={index} href={part} rel="noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
