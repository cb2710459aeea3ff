import { useEffect, useId, useRef, useState } from 'react';
import styles from './why-tip.module.css';

interface Shown {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly above: boolean;
}

const width = 320;
const delayMs = 120;

/** Gives an element its explanation: shown on hover, read out by a screen reader. */
export const why = (text: string): { 'data-why'?: string; 'aria-description'?: string } =>
  text === '' ? {} : { 'data-why': text, 'aria-description': text };

/**
 * The one tooltip of the console. It listens to the page as a whole, so that a table of thousands of explained values
 * costs nothing; the pointer may move onto it, Escape puts it away.
 */
export function WhyTip() {
  const [shown, show] = useState<Shown | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const id = useId();

  useEffect(() => {
    const later = (next: Shown | null): void => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => show(next), delayMs);
    };
    const over = (event: Event): void => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest(`.${styles.tip}`)) return clearTimeout(timer.current);
      const explained = target?.closest<HTMLElement>('[data-why]');
      later(explained ? placed(explained) : null);
    };
    const away = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') show(null);
    };
    const hide = (): void => show(null);
    document.addEventListener('pointerover', over);
    document.addEventListener('focusin', over);
    document.addEventListener('keydown', away);
    window.addEventListener('scroll', hide, true);
    return () => {
      clearTimeout(timer.current);
      document.removeEventListener('pointerover', over);
      document.removeEventListener('focusin', over);
      document.removeEventListener('keydown', away);
      window.removeEventListener('scroll', hide, true);
    };
  }, []);

  if (!shown) return null;
  return (
    <div
      id={id}
      role="tooltip"
      className={styles.tip}
      style={{
        left: shown.left,
        width,
        ...(shown.above ? { bottom: window.innerHeight - shown.top } : { top: shown.top }),
      }}
    >
      {shown.text}
    </div>
  );
}

function placed(element: HTMLElement): Shown {
  const box = element.getBoundingClientRect();
  const above = box.bottom + 140 > window.innerHeight;
  return {
    text: element.dataset['why'] ?? '',
    left: Math.max(8, Math.min(box.left, window.innerWidth - width - 16)),
    top: above ? box.top - 4 : box.bottom + 4,
    above,
  };
}
