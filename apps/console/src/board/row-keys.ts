import { useEffect, useRef, type RefObject } from 'react';
import { isFreeKey } from '../parts/free-key.js';

/**
 * `j` and `k`, or the arrows, walk from row to row of a table whose rows each hold one `a[data-row]`; Enter follows the
 * link by itself. Physical keys, so that it works under the Russian layout.
 */
export function useRowKeys(): RefObject<HTMLTableElement | null> {
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    const walk = (event: KeyboardEvent): void => {
      const step = stepOf(event);
      if (step === 0 || !table.current) return;
      const links = [...table.current.querySelectorAll<HTMLElement>('a[data-row]')];
      const at = links.findIndex((link) => link === document.activeElement);
      const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.closest('tr')?.scrollIntoView({ block: 'nearest' });
    };
    document.addEventListener('keydown', walk);
    return () => document.removeEventListener('keydown', walk);
  }, []);
  return table;
}

function stepOf(event: KeyboardEvent): -1 | 0 | 1 {
  if (!isFreeKey(event)) return 0;
  if (event.code === 'KeyJ') return 1;
  if (event.code === 'KeyK') return -1;
  // Arrows scroll the page until a row is chosen.
  if (!(event.target instanceof Element && event.target.matches('a[data-row]'))) return 0;
  return event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0;
}
