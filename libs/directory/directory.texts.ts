import type { Texts } from '#read-models/registry';
import en from './directory.text.en.json' with { type: 'json' };
import es from './directory.text.es.json' with { type: 'json' };
import ru from './directory.text.ru.json' with { type: 'json' };

export const directoryTexts: Texts = { en, ru, es };
