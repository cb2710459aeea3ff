import type { MessageKey } from './language.js';

/** Sectors that the interface can name; another one is shown by its code. */
const known = [
  'metallurgy',
  'aviation',
  'carmaking',
  'lightIndustry',
  'textile',
  'water',
  'construction',
  'energy',
  'rail',
] as const;

/** The name of a sector code such as `light-industry` or `lightIndustry`. */
export function sectorName(code: string | null, t: (key: MessageKey) => string): string {
  if (code === null) return t('sector.none');
  const camel = code.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const name = known.find((one) => one === camel);
  return name ? t(`sector.${name}`) : code;
}
