import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { MAIL_SIZE_LIMIT, startMailbox, type Mailbox } from './mailbox.js';

let directory: string;
let running: Mailbox[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rapporteur-mail-'));
  running = [];
});

afterEach(async () => {
  for (const mailbox of running) await mailbox.stop();
  await rm(directory, { recursive: true, force: true });
});

async function start(): Promise<Mailbox> {
  const mailbox = await startMailbox({ directory });
  running.push(mailbox);
  return mailbox;
}

async function send(mailbox: Mailbox, mail: SendMailOptions): Promise<{ response: string }> {
  const transport = createTransport(mailbox.smtpUrl);
  try {
    return await transport.sendMail({ from: 'secretary@example.org', to: 'ada@example.org', ...mail });
  } finally {
    transport.close();
  }
}

const newest = async (mailbox: Mailbox) => (await mailbox.list({ limit: 1 }))[0]!;

describe('the mailbox', () => {
  it('keeps Cyrillic subject, text, HTML, headers and message id', async () => {
    const mailbox = await start();
    await send(mailbox, {
      from: { name: 'Секретариат', address: 'secretary@example.org' },
      subject: 'Напоминание: пункт 7.2 протокола, срок 30 ноября',
      text: 'Уважаемые коллеги,\n.\nвторая точка в начале строки.',
      html: '<p onclick="x()">Уважаемые <b>коллеги</b></p>',
      messageId: '<abc@rapporteur.example>',
      date: new Date('2026-11-24T09:00:00Z'),
      headers: { 'List-Unsubscribe': '<https://example.org/u/1>', 'X-Reminder': 'before-14' },
    });
    const summary = await newest(mailbox);
    expect(summary).toMatchObject({
      from: 'secretary@example.org',
      to: ['ada@example.org'],
      subject: 'Напоминание: пункт 7.2 протокола, срок 30 ноября',
      date: '2026-11-24T09:00:00.000Z',
      messageId: '<abc@rapporteur.example>',
    });
    const mail = (await mailbox.read(summary.id))!;
    expect(mail.text.trimEnd()).toBe('Уважаемые коллеги,\n.\nвторая точка в начале строки.');
    expect(mail.html).toContain('<p onclick="x()">Уважаемые <b>коллеги</b></p>');
    expect(mail.headers).toMatchObject({
      from: '"Секретариат" <secretary@example.org>',
      subject: summary.subject,
      'list-unsubscribe': '<https://example.org/u/1>',
      'x-reminder': 'before-14',
    });
    expect((await mailbox.readRaw(summary.id))!.length).toBe(summary.size);
  });

  it('lists by envelope recipient, blind copies included, newest first and in pages', async () => {
    const mailbox = await start();
    for (const n of [1, 2, 3]) {
      await send(mailbox, {
        to: ['Ada@example.org', 'boris@example.org'],
        bcc: `secret${n}@example.org`,
        subject: `s${n}`,
        text: '-',
      });
    }
    expect(await mailbox.count()).toBe(3);
    const subjects = async (options: Parameters<Mailbox['list']>[0]) =>
      (await mailbox.list(options)).map((one) => one.subject);
    expect(await subjects({ to: 'ada@EXAMPLE.org', limit: 10 })).toEqual(['s3', 's2', 's1']);
    expect(await subjects({ to: 'secret2@example.org', limit: 10 })).toEqual(['s2']);
    expect(await subjects({ to: 'nobody@example.org', limit: 10 })).toEqual([]);
    const page = await mailbox.list({ limit: 2 });
    expect(page.map(({ subject }) => subject)).toEqual(['s3', 's2']);
    expect(await subjects({ limit: 2, before: page[1]!.id })).toEqual(['s1']);
    expect(await mailbox.list({ limit: 2 })).toEqual(page);
    const mail = await mailbox.read(page[0]!.id);
    expect(mail!.to).toEqual(['Ada@example.org', 'boris@example.org', 'secret3@example.org']);
    expect(mail!.headers).not.toHaveProperty('bcc');
  });

  it('stores the same mail as often as it is sent', async () => {
    const mailbox = await start();
    for (let n = 0; n < 2; n++) await send(mailbox, { messageId: '<same@example.org>', subject: 'again', text: '-' });
    expect(await mailbox.count()).toBe(2);
  });

  it('shows a text for HTML alone, and lists attachments', async () => {
    const mailbox = await start();
    const attachments = [{ filename: 'протокол.txt', content: 'abc' }];
    await send(mailbox, { subject: 'h', html: '<h1>Срок</h1><script>bad()</script>' });
    const mail = (await mailbox.read((await newest(mailbox)).id))!;
    expect(mail.text).toMatch(/срок/i);
    expect(mail.text).not.toContain('bad()');
    await send(mailbox, { subject: 'a', text: '-', attachments });
    const other = (await mailbox.read((await newest(mailbox)).id))!;
    expect(other.attachments).toEqual([{ name: 'протокол.txt', type: 'text/plain', size: 3 }]);
  });

  it('refuses a mail above the limit, by its announced size and by its real one, and keeps nothing of it', async () => {
    const mailbox = await start();
    const text = 'x'.repeat(MAIL_SIZE_LIMIT + 1);
    await expect(send(mailbox, { raw: `Subject: big\r\n\r\n${text}` })).rejects.toMatchObject({ responseCode: 552 });
    const answers = await dialogue(mailbox, [
      'EHLO x',
      'MAIL FROM:<a@example.org>',
      'RCPT TO:<b@example.org>',
      'DATA',
      `Subject: big\r\n\r\n${`${'x'.repeat(998)}\r\n`.repeat(10_600)}.`,
      'QUIT',
    ]);
    expect(answers.map((line) => line.slice(0, 3))).toEqual(['220', '250', '250', '250', '354', '552', '221']);
    expect(await mailbox.count()).toBe(0);
    expect(await readdir(join(directory, 'mailbox', 'messages'))).toEqual([]);
  });

  it('keeps nothing of a mail whose connection is lost before the final dot, and nothing a path could reach', async () => {
    const mailbox = await start();
    const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
    socket.write('EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n');
    for await (const chunk of socket) {
      if (!String(chunk).includes('354')) continue;
      await new Promise((written) => socket.write('Subject: half\r\n\r\nabc\r\n', written));
      break; // which destroys the socket
    }
    await mailbox.stop();
    const again = await start();
    expect(await again.count()).toBe(0);
    expect(await again.read('../index')).toBeUndefined();
  });

  it('accepts what is not a proper mail and shows it as far as possible', async () => {
    const mailbox = await start();
    await send(mailbox, { raw: 'Date: never\r\n__proto__: x\r\nno header at all' });
    const summary = await newest(mailbox);
    expect(summary).toMatchObject({ subject: '', date: null, messageId: null });
    expect(await mailbox.read(summary.id)).toMatchObject({ html: null });
  });
});

/** Speaks the lines one after the other, each after the answer to the one before; resolves with the last line of each answer. */
async function dialogue(mailbox: Mailbox, lines: string[]): Promise<string[]> {
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
  const answers: string[] = [];
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    const final = /^\d{3} .*\r\n$/m.exec(text);
    if (final === null) continue;
    answers.push(final[0].trim());
    text = '';
    if (lines.length > 0) socket.write(`${lines.shift()}\r\n`);
  }
  return answers;
}

describe('durability', () => {
  it('has everything after a restart and goes on in order', async () => {
    const first = await start();
    for (const n of [1, 2]) await send(first, { subject: `s${n}`, text: `t${n}` });
    const before = await first.list({ limit: 10 });
    await first.stop();
    const second = await start();
    expect(await second.list({ limit: 10 })).toEqual(before);
    expect((await second.read(before[1]!.id))!.text.trim()).toBe('t1');
    await send(second, { subject: 's3', text: '-' });
    expect((await second.list({ limit: 10 })).map(({ subject }) => subject)).toEqual(['s3', 's2', 's1']);
  });

  it('has every acknowledged mail, whole, after a kill during transfers', async () => {
    const child = spawn(
      process.execPath,
      ['--experimental-transform-types', '--input-type=module', '-e', childScript, directory],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      },
    );
    const [smtpUrl] = (await once(child, 'message')) as [string];
    const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 4 } as never);
    const acknowledged = new Set<string>();
    const text = 'строка\r\n'.repeat(2_000);
    const sends = Array.from({ length: 300 }, async (_, n) => {
      const messageId = `<${n}@example.org>`;
      await transport.sendMail({ from: 'a@example.org', to: 'b@example.org', subject: `s${n}`, messageId, text });
      acknowledged.add(messageId);
      if (acknowledged.size === 60) child.kill('SIGKILL');
    });
    const outcomes = await Promise.allSettled(sends);
    transport.close();
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);

    const again = await start();
    const stored = await again.list({ limit: 1_000 });
    const ids = new Set(stored.map(({ messageId }) => messageId!));
    expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
    for (const { id } of stored) expect((await again.read(id))!.text.trim().split('\n')).toHaveLength(2_000);
    expect(await readdir(join(directory, 'mailbox', 'messages'))).toHaveLength(stored.length);
  });

  it('removes a file whose mail was never acknowledged, but refuses to start without its index', async () => {
    const first = await start();
    await send(first, { subject: 's', text: '-' });
    await first.stop();
    await writeFile(join(directory, 'mailbox', 'messages', 'left-over.eml'), 'half');
    const second = await start();
    expect(await readdir(join(directory, 'mailbox', 'messages'))).toHaveLength(1);
    await second.stop();
    await rm(join(directory, 'mailbox', 'index.db'));
    await expect(start()).rejects.toThrow(/holds mails but .* is missing/);
  });

  it('refuses a second mailbox on the same directory', async () => {
    await start();
    await expect(start()).rejects.toThrow(/Another process already runs the mailbox/);
  });

  it('erases a mail without a trace in any file', async () => {
    const mailbox = await start();
    await send(mailbox, { to: 'canary@example.org', subject: 'Canary subject', text: 'Canary text' });
    await send(mailbox, { subject: 'stays', text: '-' });
    const [, canary] = await mailbox.list({ limit: 2 });
    await mailbox.remove(canary!.id);
    expect((await mailbox.list({ limit: 2 })).map(({ subject }) => subject)).toEqual(['stays']);
    for (const entry of await readdir(join(directory, 'mailbox'), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      expect({ file: entry.name, found: /canary/i.test(bytes.toString('latin1')) }).toEqual({
        file: entry.name,
        found: false,
      });
    }
  });
});

/** Runs the sources under plain Node, which reads TypeScript but does not map `.js` to `.ts`. */
const childScript = `
  import { registerHooks } from 'node:module';
  registerHooks({ resolve: (name, context, next) =>
    next(name.startsWith('.') && context.parentURL.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });
  const { startMailbox } = await import(${JSON.stringify(`${import.meta.dirname}/mailbox.ts`)});
  process.send((await startMailbox({ directory: process.argv[1] })).smtpUrl);`;
