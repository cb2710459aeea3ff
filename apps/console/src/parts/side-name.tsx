import { useDirectory } from './directory.js';
import styles from './side-name.module.css';

/** A side: its code with its rule (single, double, dotted), so that sides differ without colour. */
export function SideCode({ sideId }: { sideId: string }) {
  const directory = useDirectory();
  return (
    <abbr className={styles.code} data-side={directory.sideIndex(sideId) % 3} title={directory.sideName(sideId)}>
      {directory.side(sideId)?.code ?? '…'}
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
