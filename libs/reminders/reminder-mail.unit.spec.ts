import { describe, expect, it } from '@jest/globals';
import { aResolution } from '#action-items/action-items.samples';
import { oneLine, withoutAddresses } from './mail-port.js';
import { composeReminderMail, type Letter, type LetterItem } from './reminder-mail.js';

const anItem = (part: Partial<LetterItem> = {}): LetterItem => ({
  number: '2019-1-1',
  titles: { en: 'Continue the cooperation in metallurgy', ru: 'Продолжить сотрудничество в металлургии' },
  officeNames: { en: 'Department', ru: 'Департамент', es: 'Departamento' },
  kind: 'before-14',
  dueOn: '2019-11-08',
  explanation: aResolution('ru').data.explanation,
  protocolNumber: '2019-1',
  clauses: [
    { path: '3.2', texts: { ru: 'Стороны продолжат сотрудничество.', es: 'Las Partes continuarán la cooperación.' } },
  ],
  authentic: ['ru', 'es'],
  ...part,
});

const aLetter = (part: Partial<Letter> = {}): Letter => ({
  language: 'ru',
  recipientNames: { ru: 'О. Иванова', en: 'O. Ivanova' },
  sideNames: { en: 'Russia', ru: 'Россия', es: 'Rusia' },
  today: '2019-10-18',
  items: [anItem()],
  publicUrl: 'https://console.example',
  ...part,
});

describe('a reminder mail', () => {
  it('says in Russian what is owed, by when and by which rule, in the words of the protocol', () => {
    const mail = composeReminderMail(aLetter());
    expect(mail).toMatchObject({
      subject: 'Напоминание: 2019-1-1, срок 8 ноября 2019 г.',
      language: 'ru',
      fallbackFrom: null,
    });
    for (const part of [
      'Здравствуйте, О. Иванова!',
      'За вами 1 поручение:',
      '2019-1-1 — Продолжить сотрудничество в металлургии',
      'Срок 8 ноября 2019 г., остался 21 день.',
      'Ответственный: Департамент.',
      'Протокол 2019-1, пункт 3.2:',
      '> Стороны продолжат сотрудничество.',
      'https://console.example/items/2019-1-1',
    ])
      expect(mail.text).toContain(part);
    expect(mail.text).toMatch(/Как определён срок: .*10 ноября/);
  });

  it('says the same in Spanish and in English; an original in another language is quoted and recorded as such', () => {
    const spanish = composeReminderMail(aLetter({ language: 'es-CU' }));
    expect(spanish).toMatchObject({
      subject: 'Recordatorio: 2019-1-1, vence el 8 de noviembre de 2019',
      fallbackFrom: null,
    });
    expect(spanish.text).toContain('> Las Partes continuarán la cooperación.');
    const english = composeReminderMail(aLetter({ language: 'en' }));
    expect(english).toMatchObject({ subject: 'Reminder: 2019-1-1, due on 8 Nov 2019', fallbackFrom: 'en' });
    expect(english.text).toContain(
      'Protocol 2019-1, clause 3.2 (original in Russian):\n\n> Стороны продолжат сотрудничество.',
    );
    expect(english.text).toContain('Due on 8 Nov 2019, in 21 days.');
  });

  it('falls back to English for a language it has no words for', () => {
    const mail = composeReminderMail(aLetter({ language: 'pt-BR', items: [anItem({ authentic: ['xx-12345678'] })] }));
    expect(mail).toMatchObject({ language: 'en', fallbackFrom: 'pt-BR' });
  });

  it.each([
    ['ru', '2019-11-07', 'остался 1 день', 'Напоминание: 2019-1-1, срок 8 ноября 2019 г.'],
    ['ru', '2019-11-05', 'осталось 3 дня', 'Напоминание: 2019-1-1, срок 8 ноября 2019 г.'],
    ['ru', '2019-11-08', 'Срок сегодня', 'Напоминание: 2019-1-1, срок сегодня'],
    ['ru', '2019-11-13', 'просрочено на 5 дней', 'Просрочено: 2019-1-1, срок был 8 ноября 2019 г.'],
    ['es', '2019-11-07', 'Vence mañana', 'Recordatorio: 2019-1-1, vence el 8 de noviembre de 2019'],
    ['es', '2019-11-09', '1 día de retraso', 'Vencido: 2019-1-1, venció el 8 de noviembre de 2019'],
    ['en', '2019-11-08', 'Due today', 'Reminder: 2019-1-1, due today'],
    ['en', '2019-11-10', 'overdue by 2 days', 'Overdue: 2019-1-1, was due on 8 Nov 2019'],
  ])('in %s on %s: %s', (language, today, text, subject) => {
    const mail = composeReminderMail(aLetter({ language, today }));
    expect(mail.text).toContain(text);
    expect(mail.subject).toBe(subject);
  });

  it.each([
    ['ru', 'Напоминание: 5 поручений, просрочено: 1', 'За вами 5 поручений:'],
    ['es', 'Recordatorio: 5 compromisos, 1 vencido', 'Estos 5 compromisos están a su cargo:'],
    ['en', 'Reminder: 5 items, 1 overdue', 'These 5 commitments are yours to carry out:'],
  ])('of several items in %s has one subject and a link for each', (language, subject, intro) => {
    const items = [anItem({ dueOn: '2019-10-01' }), ...[2, 3, 4, 5].map((n) => anItem({ number: `2019-1-${n}` }))];
    const mail = composeReminderMail(aLetter({ language, items }));
    expect(mail.subject).toBe(subject);
    expect(mail.text).toContain(intro);
    expect(mail.text.match(/https:\/\/console\.example\/items\/2019-1-\d/g)).toHaveLength(5);
  });

  it('lets no value break out of a header, a line or the HTML', () => {
    const evil = 'x\r\nBcc: victim@example.org\u2028<img src=x onerror=alert(1)>\u202e"&\'';
    const mail = composeReminderMail(
      aLetter({
        recipientNames: { ru: evil },
        items: [
          anItem({
            number: evil,
            titles: { ru: evil },
            officeNames: { ru: evil },
            protocolNumber: evil,
            clauses: [{ path: evil, texts: { ru: `${evil}\0\n.\n${'я'.repeat(100_000)}` } }],
          }),
        ],
      }),
    );
    expect(mail.subject).not.toMatch(/[\r\n\u2028\u202e]/);
    // No line of the text begins as a header would, but for the quotation, which is marked.
    expect(mail.text.split('\n').filter((line) => line.startsWith('Bcc:'))).toEqual([]);
    expect(mail.html).not.toMatch(/<img|<script|onerror=alert\(1\)>/);
    expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(mail.text.length + mail.html.length).toBeLessThan(20_000);
    expect(mail.text).toContain(`https://console.example/items/${encodeURIComponent(evil)}`);
  });

  it('does without a name that was erased', () => {
    expect(composeReminderMail(aLetter({ recipientNames: null })).text).toMatch(/^Здравствуйте!\n/);
  });
});

describe('what goes into headers and events', () => {
  it('is one line', () => {
    expect(oneLine(' a\r\n\tb\u2029c\u202ed ')).toBe('a b cd');
    expect(oneLine('x'.repeat(500))).toHaveLength(200);
  });

  it('names no address', () => {
    expect(withoutAddresses('550 5.1.1 <ada@example.org>: unknown\r\n user ada@example.org')).toBe(
      '550 5.1.1 <…>: unknown user <…>',
    );
  });
});
