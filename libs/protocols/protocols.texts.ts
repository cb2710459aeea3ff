import type { Texts } from '#read-models/registry';
import en from './protocols.text.en.json' with { type: 'json' };
import es from './protocols.text.es.json' with { type: 'json' };
import ru from './protocols.text.ru.json' with { type: 'json' };

export const protocolsTexts: Texts = { en, ru, es };
