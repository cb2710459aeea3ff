import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { protocolsQuery } from '../api/queries.js';
import { useDirectory } from '../parts/directory.js';
import { useReader } from '../parts/reader.js';
import { useText } from '../text/language.js';
import styles from './board.module.css';
import { boardStatus, boardStatuses, type ShownStatus } from './statuses.js';

/** What the board is narrowed to; it stands in the address. */
export function BoardFilters() {
  const { t } = useText();
  const reader = useReader();
  const { bodies, bodyName } = useDirectory();
  const protocols = useQuery(protocolsQuery(reader)).data?.items ?? [];
  const { body, protocol, status } = useSearch({ from: '/frame/board' });
  const navigate = useNavigate({ from: '/board' });
  const narrow = (changed: { body?: string; protocol?: string; status?: ShownStatus }): void =>
    void navigate({ search: (search) => ({ ...search, ...changed }) });
  const choice = (event: React.ChangeEvent<HTMLSelectElement>): string | undefined =>
    event.currentTarget.value || undefined;
  return (
    <form className={styles.filters} aria-label={t('board.filters')}>
      <NativeSelect
        size="sm"
        aria-label={t('filter.body')}
        value={body ?? ''}
        onChange={(event) => narrow({ body: choice(event), protocol: undefined })}
        data={[
          { value: '', label: t('filter.allBodies') },
          ...bodies.map(({ id }) => ({ value: id, label: bodyName(id) })),
        ]}
      />
      <NativeSelect
        size="sm"
        aria-label={t('filter.protocol')}
        value={protocol ?? ''}
        onChange={(event) => narrow({ protocol: choice(event) })}
        data={[
          { value: '', label: t('filter.allProtocols') },
          ...protocols
            .filter(({ bodyId }) => body === undefined || bodyId === body)
            .map(({ id, number }) => ({ value: id, label: t('protocol.number', { number }) })),
        ]}
      />
      <NativeSelect
        size="sm"
        aria-label={t('filter.status')}
        value={status ?? ''}
        onChange={(event) => narrow({ status: boardStatus(choice(event)) })}
        data={[
          { value: '', label: t('filter.allStatuses') },
          ...boardStatuses.map((value) => ({ value, label: t(`state.${value}`) })),
        ]}
      />
      {(body ?? protocol ?? status) !== undefined && (
        <Link to="/board" search={(search) => ({ asOf: search.asOf })}>
          {t('filter.clear')}
        </Link>
      )}
    </form>
  );
}
