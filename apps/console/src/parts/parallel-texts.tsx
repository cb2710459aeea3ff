import type { Names } from '../api/answers.js';
import { useText } from '../text/language.js';
import styles from './parallel-texts.module.css';

/** The languages of a text in a fixed order: that of the protocol where it is known, else the interface's first. */
export function orderedLanguages(texts: Names, first: string, known: readonly string[] = []): string[] {
  const rank = (lang: string): number => (known.includes(lang) ? known.indexOf(lang) : lang === first ? 0 : 100);
  return Object.keys(texts).toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** One text in its language versions, one below the other, each in its own language for hyphenation and speech. */
export function ParallelTexts({ texts }: { texts: Names }) {
  const { lang: shown } = useText();
  return (
    <dl className={styles.texts}>
      {orderedLanguages(texts, shown).map((lang) => (
        <div key={lang}>
          <dt>{lang}</dt>
          <dd lang={lang} className="clause-text">
            {texts[lang]}
          </dd>
        </div>
      ))}
    </dl>
  );
}
