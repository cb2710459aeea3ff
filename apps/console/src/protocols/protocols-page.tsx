import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { protocolsQuery } from '../api/queries.js';
import { useDirectory } from '../parts/directory.js';
import { ListPage } from '../parts/list-page.js';
import styles from '../parts/list.module.css';
import { Day } from '../parts/moment.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';

/** The protocols of the bodies, newest session first. */
export function ProtocolsPage() {
  const { t, lang } = useText();
  const { bodyName } = useDirectory();
  const query = useQuery(protocolsQuery(useReader()));
  return (
    <ListPage
      title={t('nav.protocols')}
      sentence={(items) => t('protocols.count', { count: items.length })}
      query={query}
      columns={[
        t('protocol.columnNumber'),
        t('protocol.columnTitle'),
        t('protocol.columnSession'),
        t('protocol.columnStage'),
        t('protocol.columnCoverage'),
      ]}
      row={(protocol) => {
        const title = inLanguage(protocol.titles, lang);
        return (
          <tr key={protocol.id}>
            <th scope="row">
              <Link to="/protocols/$id" params={{ id: protocol.id }} data-row>
                {protocol.number}
              </Link>
            </th>
            <td>
              <span className={styles.title} lang={title.lang}>
                {title.text}
              </span>
              <p className="muted">{bodyName(protocol.bodyId)}</p>
            </td>
            <td className={styles.nowrap}>
              <Day on={protocol.sessionOn} />
            </td>
            <td>
              {t(`protocol.stage.${protocol.stage}`)}
              {protocol.effectiveOn !== null && (
                <>
                  {', '}
                  <Day on={protocol.effectiveOn} />
                </>
              )}
            </td>
            <td>{t('protocol.coverage', { disposed: protocol.disposed, operative: protocol.operative })}</td>
          </tr>
        );
      }}
    />
  );
}
