import type { Clause, Protocol } from '../api/answers.js';
import { kindName } from '../item/joint-part.js';
import { useText } from '../text/language.js';
import { sectorName } from '../text/sectors.js';
import styles from './protocol.module.css';

/** The clauses, one column per language version; authentic versions first. */
export function ClauseTable({ protocol }: { protocol: Protocol }) {
  const { t } = useText();
  const languages = protocol.languages.toSorted((a, b) => Number(b.authentic) - Number(a.authentic));
  return (
    <div className={styles.scroll}>
      <table className={styles.clauses}>
        <caption className="hidden-label">{t('protocol.clauses')}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.clausePath}>
              {t('board.number')}
            </th>
            {languages.map(({ lang, authentic }) => (
              <th key={lang} scope="col">
                {lang} · {authentic ? t('protocol.authentic') : t('protocol.courtesy')}
              </th>
            ))}
            <th scope="col" className={styles.disposition}>
              {t('protocol.disposition')}
            </th>
          </tr>
        </thead>
        <tbody>
          {protocol.clauses.map((clause) => (
            <tr key={clause.clauseId} id={`clause-${clause.path}`}>
              <th scope="row">{clause.path}</th>
              {languages.map(({ lang }) => (
                <td key={lang} lang={clause.texts[lang] === undefined ? undefined : lang}>
                  {clause.texts[lang] === undefined ? (
                    <span className="muted">{t('protocol.noVersion')}</span>
                  ) : (
                    <p className="clause-text">{clause.texts[lang]}</p>
                  )}
                </td>
              ))}
              <td>
                <Disposition clause={clause} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const operative = ['decision', 'instruction', 'recommendation', 'nextSession'];

function Disposition({ clause: { kind, sector, disposition } }: { clause: Clause }) {
  const { t } = useText();
  return (
    <>
      {kindName(kind, t)}
      {sector !== null && <p className="muted">{sectorName(sector, t)}</p>}
      {disposition !== null && <p>{t(`disposition.${disposition}`)}</p>}
      {disposition === null && operative.includes(kind) && <p className={styles.open}>{t('disposition.open')}</p>}
    </>
  );
}
