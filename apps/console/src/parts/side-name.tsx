import { useDirectory } from './directory.js';
import { useSession } from './reader.js';
import styles from './side-name.module.css';

/** A side: its code with its rule (single, double, dotted), so that sides differ without colour. */
export function SideCode({ sideId }: { sideId: string }) {
  const directory = useDirectory();
  // At a moment before the sides were registered, the reader's own is still known.
  const own = useSession().assignment.side;
  const code = directory.side(sideId)?.code ?? (own?.sideId === sideId ? own.code : '…');
  return (
    <abbr className={styles.code} data-side={directory.sideIndex(sideId) % 3} title={directory.sideName(sideId)}>
      {code}
    </abbr>
  );
}

/** Code and name of a side. */
export function SideName({ sideId }: { sideId: string }) {
  const directory = useDirectory();
  return (
    <span className={styles.name}>
      <span className={styles.code} data-side={directory.sideIndex(sideId) % 3}>
        {directory.side(sideId)?.code ?? '…'}
      </span>{' '}
      {directory.sideName(sideId)}
    </span>
  );
}
