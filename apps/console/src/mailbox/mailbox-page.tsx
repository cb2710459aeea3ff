import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { mailboxQuery } from '../api/queries.js';
import { useRowKeys } from '../board/row-keys.js';
import { useTitle } from '../frame/use-title.js';
import { Moment } from '../parts/moment.js';
import { ReadFailed, Reading } from '../parts/notice.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './mailbox.module.css';

/** The mails that the built-in mail server took, with the one that is open beside the list. */
export function MailboxPage() {
  const { t } = useText();
  useTitle(t('nav.mailbox'));
  const { asOf } = useReader();
  const { data, error, refetch } = useQuery(mailboxQuery);
  const { id } = useParams({ strict: false });
  const rows = useRowKeys();
  return (
    <>
      <h1>{t('nav.mailbox')}</h1>
      {error && <ReadFailed error={error} retry={() => void refetch()} />}
      {!data && !error && <Reading />}
      {data && (
        <>
          <p className={styles.sentence}>
            {t('mailbox.count', { count: data.items.length })}
            {asOf !== undefined && ` ${t('mailbox.noPast')}`}
          </p>
          <div className={styles.panes}>
            {data.items.length > 0 && (
              <table className={styles.list} ref={rows}>
                <caption className="hidden-label">{t('nav.mailbox')}</caption>
                <thead>
                  <tr>
                    <th scope="col">{t('mailbox.received')}</th>
                    <th scope="col">{t('mailbox.mail')}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.items.map((mail) => (
                    <tr key={mail.id} data-open={mail.id === id || undefined}>
                      <td className={styles.received}>
                        <Moment at={mail.date ?? mail.receivedAt} />
                      </td>
                      <td>
                        <Link
                          to="/mailbox/$id"
                          params={{ id: mail.id }}
                          aria-current={mail.id === id ? 'true' : undefined}
                          data-row
                        >
                          {mail.subject}
                        </Link>
                        <span className={styles.to}>{mail.to.join(', ')}</span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            <div className={styles.mail}>
              {id === undefined ? data.items.length > 0 && <p className="muted">{t('mailbox.choose')}</p> : <Outlet />}
            </div>
          </div>
        </>
      )}
    </>
  );
}
