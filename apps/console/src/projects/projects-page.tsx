import { useQuery } from '@tanstack/react-query';
import type { Project } from '../api/answers.js';
import { projectsQuery } from '../api/queries.js';
import { ListPage } from '../parts/list-page.js';
import styles from '../parts/list.module.css';
import { Day } from '../parts/moment.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import { inLanguage } from '../text/names.js';
import { formatAmount } from '../text/amount.js';
import { sectorName } from '../text/sectors.js';

/** The pipeline: each project with its stage and what was said of its cost, by whom and when. */
export function ProjectsPage() {
  const { t, lang } = useText();
  const query = useQuery(projectsQuery(useReader()));
  return (
    <ListPage
      title={t('nav.projects')}
      sentence={(items) => t('projects.count', { count: items.length })}
      query={query}
      columns={[
        t('project.columnCode'),
        t('project.columnName'),
        t('project.columnStage'),
        t('project.columnProposed'),
        t('project.columnEstimates'),
      ]}
      row={(project) => {
        const name = inLanguage(project.names, lang);
        return (
          <tr key={project.id}>
            <th scope="row">{project.code}</th>
            <td>
              <span className={styles.title} lang={name.lang}>
                {name.text}
              </span>
              {project.sector !== null && <p className="muted">{sectorName(project.sector, t)}</p>}
            </td>
            <td>{t(`project.stage.${project.stage}`)}</td>
            <td className={styles.nowrap}>
              <Day on={project.proposedOn} />
            </td>
            <td>
              <Estimates project={project} />
            </td>
          </tr>
        );
      }}
    />
  );
}

function Estimates({ project: { estimates } }: { project: Project }) {
  const { t, lang } = useText();
  if (estimates.length === 0) return <span className="muted">{t('project.noEstimate')}</span>;
  return (
    <ul>
      {estimates.map(({ amount, approximate, currency, asOfDate, scope, source }) => (
        <li key={`${amount}${currency}${asOfDate}${source}`}>
          {approximate && t('project.about')} {formatAmount(amount, currency, lang)}, <Day on={asOfDate} />
          {scope && ` · ${inLanguage(scope, lang).text}`}
          <p className="muted">{source}</p>
        </li>
      ))}
    </ul>
  );
}
