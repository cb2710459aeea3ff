const locales: Readonly<Record<string, string>> = { en: 'en-GB', ru: 'ru-RU', es: 'es-ES' };

/** A sum of money with the code of its currency; a large one in words, such as `1.9 billion USD`. */
export function formatAmount(amount: string, currency: string, lang: string): string {
  const large = amount.replace(/\..*$/, '').length > 6;
  const number = new Intl.NumberFormat(
    locales[lang],
    large
      ? { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 3 }
      : { minimumFractionDigits: 0, maximumFractionDigits: 2 },
  ).format(Number(amount));
  return `${number}\u00a0${currency}`;
}
