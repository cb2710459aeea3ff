import { languages, useLanguageSwitch, useText } from '../text/language.js';
import styles from './top-line.module.css';

/** Each language is named in itself, so that whoever landed in a foreign one finds the way. */
const ownNames = { en: 'English', ru: 'Русский', es: 'Español' } as const;

export function LanguageSwitch() {
  const { t, lang } = useText();
  const change = useLanguageSwitch();
  return (
    <div className={styles.languages} role="group" aria-label={t('frame.language')}>
      {languages.map((code) => (
        <button
          key={code}
          type="button"
          lang={code}
          className={styles.language}
          aria-pressed={code === lang}
          title={ownNames[code]}
          onClick={() => change(code, true)}
        >
          {code}
        </button>
      ))}
    </div>
  );
}
