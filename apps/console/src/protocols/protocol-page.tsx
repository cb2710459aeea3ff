import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Protocol } from '../api/answers.js';
import { protocolQuery } from '../api/queries.js';
import { useTitle } from '../frame/use-title.js';
import { useDirectory } from '../parts/directory.js';
import { Day } from '../parts/moment.js';
import { ReadFailed, Reading } from '../parts/notice.js';
import { useReader } from '../parts/reader.js';
import { SideName } from '../parts/side-name.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';
import { ClauseTable } from './clause-table.js';
import styles from './protocol.module.css';

/** One protocol: who signed it and when, and every clause in its language versions side by side. */
export function ProtocolPage() {
  const { t } = useText();
  const { id } = useParams({ from: '/frame/protocols/$id' });
  const { data, error, refetch } = useQuery({ ...protocolQuery(useReader(), id), placeholderData: undefined });
  useTitle(data ? t('protocol.number', { number: data.number }) : t('nav.protocols'));
  if (data) return <ProtocolText protocol={data} />;
  return error ? <ReadFailed error={error} retry={() => void refetch()} /> : <Reading />;
}

function ProtocolText({ protocol }: { protocol: Protocol }) {
  const { t, lang } = useText();
  const { bodyName } = useDirectory();
  const title = inLanguage(protocol.titles, lang);
  const open = protocol.operative - protocol.disposed;
  return (
    <article>
      <nav aria-label={t('frame.path')} className={styles.path}>
        <Link to="/protocols">{t('nav.protocols')}</Link>
        {' / '}
        {bodyName(protocol.bodyId)}
      </nav>
      <h1>
        <span className={styles.number}>{protocol.number}</span> <span lang={title.lang}>{title.text}</span>
      </h1>
      <Milestones protocol={protocol} />
      <Signatures protocol={protocol} />
      <p className={styles.coverage}>
        {t('protocol.coverage', { disposed: protocol.disposed, operative: protocol.operative })}
        {open > 0 && ` ${t('protocol.coverageOpen', { count: open })}`}{' '}
        <Link to="/board" search={{ protocol: protocol.id }}>
          {t('protocol.items')}
        </Link>
      </p>
      <ClauseTable protocol={protocol} />
    </article>
  );
}

/** From session to effect: what has happened, each with its day. */
function Milestones({ protocol }: { protocol: Protocol }) {
  const { t } = useText();
  const days = [
    ['protocol.session', protocol.sessionOn],
    ['protocol.stage.textAgreed', protocol.agreedOn],
    ['protocol.stage.adopted', protocol.adoptedOn],
    ['protocol.stage.inEffect', protocol.effectiveOn],
  ] as const;
  return (
    <ol className={styles.milestones}>
      {days.map(([key, on]) => (
        <li key={key} data-reached={on !== null || undefined}>
          {t(key)} {on === null ? t('protocol.notYet') : <Day on={on} />}
        </li>
      ))}
    </ol>
  );
}

function Signatures({ protocol }: { protocol: Protocol }) {
  const { t, lang } = useText();
  const { officeName } = useDirectory();
  return (
    <ul className={styles.signatures} aria-label={t('protocol.signatures')}>
      {protocol.sideIds.map((sideId) => {
        const signature = protocol.signatures.find((one) => one.sideId === sideId);
        return (
          <li key={sideId}>
            <SideName sideId={sideId} />
            {signature ? (
              <p>
                {t('protocol.signedBy')} {officeName(signature.officeId)}, <Day on={signature.signedOn} />,{' '}
                {inLanguage(signature.place, lang).text}
              </p>
            ) : (
              <p className="muted">{t('protocol.notSigned')}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
