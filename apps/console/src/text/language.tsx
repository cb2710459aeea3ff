import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { createIntl, createIntlCache, RawIntlProvider, useIntl } from 'react-intl';
import { speak } from '../api/client.js';
import 'dayjs/locale/es.js';
import 'dayjs/locale/ru.js';

export const languages = ['en', 'ru', 'es'] as const;
export type Language = (typeof languages)[number];
export type MessageKey = keyof typeof import('./en.json');
type Values = Readonly<Record<string, string | number | null | undefined>>;

const stored = 'rapporteur.language';
const loaders: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./en.json'),
  ru: () => import('./ru.json'),
  es: () => import('./es.json'),
};
const cache = createIntlCache();

const isLanguage = (text: string | null | undefined): text is Language => languages.some((known) => known === text);

/** The language chosen in this browser; undefined when none was. */
export function chosenLanguage(): Language | undefined {
  const chosen = localStorage.getItem(stored);
  return isLanguage(chosen) ? chosen : undefined;
}

export function firstLanguage(): Language {
  const wanted = [chosenLanguage(), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find(isLanguage) ?? 'en';
}

const Switch = createContext<(language: Language, keep: boolean) => void>(() => undefined);

/** Gives the pages their language; each catalog is loaded when it is chosen. */
export function LanguageProvider({ first, children }: { first: Language; children: ReactNode }) {
  const [{ lang, messages }, show] = useState<{ lang: Language; messages: Record<string, string> | null }>({
    lang: first,
    messages: null,
  });
  const [wanted, want] = useState(first);

  useEffect(() => {
    let gone = false;
    void loaders[wanted]().then(({ default: loaded }) => {
      if (gone) return;
      speak(wanted);
      document.documentElement.lang = wanted;
      show({ lang: wanted, messages: loaded });
    });
    return () => {
      gone = true;
    };
  }, [wanted]);

  const intl = useMemo(
    () => (messages ? createIntl({ locale: lang, messages, onWarn: () => undefined }, cache) : null),
    [lang, messages],
  );
  if (!intl) return null;
  const change = (language: Language, keep: boolean): void => {
    if (keep) localStorage.setItem(stored, language);
    want(language);
  };
  return (
    <RawIntlProvider value={intl}>
      <Switch value={change}>{children}</Switch>
    </RawIntlProvider>
  );
}

/** Chooses the language of the interface; `keep` remembers it in this browser. */
export const useLanguageSwitch = (): ((language: Language, keep: boolean) => void) => use(Switch);

/** The texts of the interface in its language. */
export function useText(): { t: (key: MessageKey, values?: Values) => string; lang: Language } {
  const intl = useIntl();
  return useMemo(
    () => ({
      t: (key: MessageKey, values?: Values) => intl.formatMessage({ id: key }, values),
      lang: intl.locale as Language,
    }),
    [intl],
  );
}
