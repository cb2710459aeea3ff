import type { Texts } from '#read-models/registry';
import en from './mailbox.text.en.json' with { type: 'json' };
import es from './mailbox.text.es.json' with { type: 'json' };
import ru from './mailbox.text.ru.json' with { type: 'json' };

export const mailboxTexts: Texts = { en, ru, es };
