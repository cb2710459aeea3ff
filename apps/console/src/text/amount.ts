const locales: Readonly<Record<string, string>> = { en: 'en-GB', ru: 'ru-RU', es: 'es-ES' };

/** A sum of money with its currency; large sums in words, such as `US$1.9 billion`. */
export function formatAmount(amount: string, currency: string, lang: string): string {
  const large = amount.replace(/\..*$/, '').length > 6;
  return new Intl.NumberFormat(locales[lang], {
    style: 'currency',
    currency,
    ...(large
      ? { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 3 }
      : { minimumFractionDigits: 0, maximumFractionDigits: 2 }),
  }).format(Number(amount));
}
