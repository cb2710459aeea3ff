import { useText } from '../text/language.js';
import styles from './frame.module.css';
import { useTitle } from './use-title.js';

/** For an account that speaks for no side, such as the administrator's. */
export function NoSide() {
  const { t } = useText();
  useTitle(t('noSide.title'));
  return (
    <>
      <h1>{t('noSide.title')}</h1>
      <p className={styles.explained}>{t('noSide.why')}</p>
    </>
  );
}
