import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useReader, useSession } from '../parts/reader.js';
import { WhyTip } from '../parts/why-tip.js';
import { chosenLanguage, languages, useLanguageSwitch, useText } from '../text/language.js';
import { ConnectionLine } from './connection-line.js';
import { DemoBanner } from './demo-banner.js';
import styles from './frame.module.css';
import { NoSide } from './no-side.js';
import { ParkedLine } from './parked-line.js';
import { PastBand } from './past-band.js';
import { TopLine } from './top-line.js';

const pages = [
  ['/board', 'nav.board'],
  ['/protocols', 'nav.protocols'],
  ['/meetings', 'nav.meetings'],
  ['/projects', 'nav.projects'],
  ['/mailbox', 'nav.mailbox'],
] as const;

/** What stands around every page of somebody who is signed in. */
export function Frame() {
  const { t } = useText();
  const session = useSession();
  const { asOf } = useReader();
  useAccountLanguage(session.account.language);
  const main = useFocusOnArrival();
  const isForEverybody = useLocation().pathname === '/clock';
  return (
    <div className={styles.frame} data-past={asOf !== undefined || undefined}>
      <a className={styles.skip} href="#page">
        {t('frame.skip')}
      </a>
      <TopLine />
      {session.demo && <DemoBanner />}
      <PastBand />
      <ParkedLine />
      <div className={styles.columns}>
        <nav className={styles.rail} aria-label={t('frame.pages')}>
          <ul>
            {pages.map(([to, key]) => (
              <li key={to}>
                <Link to={to} activeOptions={{ includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
                  {t(key)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <main id="page" className={styles.page} tabIndex={-1} ref={main}>
          {session.assignment.side || isForEverybody ? <Outlet /> : <NoSide />}
        </main>
      </div>
      <WhyTip />
      {session.assignment.side && <ConnectionLine />}
    </div>
  );
}

/** Without a choice made in this browser, the account's language. */
function useAccountLanguage(language: string): void {
  const change = useLanguageSwitch();
  useEffect(() => {
    const known = languages.find((one) => one === language);
    if (known && chosenLanguage() === undefined) change(known, false);
    // The switch is not a reason to decide again.
  }, [language]);
}

/** After navigation the keyboard and the screen reader start at the new page, not at its top line. */
function useFocusOnArrival() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}
