import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { startMailbox } from '#embedded/mailbox';
import type { MailAnswer, OutgoingMail } from './mail-port.js';
import { deadAddressOf, senderOf, SmtpMail } from './smtp-mail.js';

const mail: OutgoingMail = {
  id: '11111111-1111-5111-8111-111111111111',
  to: { name: 'О. Иванова', address: 'ivanova@ministry.example' },
  subject: 'Напоминание',
  text: 'Срок сегодня.\n.\nточка\n',
  html: '<p>Срок сегодня.</p>',
  date: '2019-11-08T06:00:00.000Z',
  language: 'ru',
};
const mailFrom = 'Rapporteur <rapporteur@commission.example>';

/** What the server says at each stage; null closes the connection instead. */
interface Script {
  readonly greeting?: string | null;
  readonly ehlo?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly data?: string | null;
  readonly end?: string | null;
  /** Closes in the middle of the mail. */
  readonly midway?: true;
}

let server: Server | undefined;
let delivered = 0;
const sockets: Socket[] = [];

afterEach(async () => {
  server?.close();
  server = undefined;
  delivered = 0;
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** A server that follows the script; it counts a mail as delivered when it has seen its final dot. */
async function scripted(script: Script): Promise<SmtpMail> {
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    converse(socket, script);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new SmtpMail({ smtpUrl: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mailFrom });
}

function converse(socket: Socket, script: Script): void {
  const say = (line: string | null) => (line === null ? socket.destroy() : socket.write(`${line}\r\n`));
  let inData = false;
  let buffered = '';
  say(script.greeting === undefined ? '220 scripted' : script.greeting);
  socket.on('data', (chunk) => {
    buffered += chunk.toString();
    if (inData && script.midway) return void socket.destroy();
    for (let end = buffered.indexOf('\r\n'); end >= 0; end = buffered.indexOf('\r\n')) {
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      if (inData) {
        if (line !== '.') continue;
        inData = false;
        delivered += 1;
        say(script.end === undefined ? '250 2.0.0 taken for ivanova@ministry.example' : script.end);
      } else if (/^(EHLO|HELO)/.test(line)) say(script.ehlo === undefined ? '250 scripted' : script.ehlo);
      else if (line.startsWith('MAIL FROM')) say(script.from === undefined ? '250 ok' : script.from);
      else if (line.startsWith('RCPT TO')) say(script.to === undefined ? '250 ok' : script.to);
      else if (line === 'DATA') {
        const answer = script.data === undefined ? '354 go on' : script.data;
        inData = answer?.startsWith('354') ?? false;
        say(answer);
      } else say('250 ok');
    }
  });
}

const temporary = (response: unknown = expect.any(String)) => ({ outcome: 'refusedTemporarily', response });
const permanent = (response: string, deadAddress?: string) => ({
  outcome: 'refusedPermanently',
  response,
  ...(deadAddress && { deadAddress }),
});
const unknown = { outcome: 'unknown', response: expect.any(String) };

describe('mail over SMTP', () => {
  it.each<[string, Script, object, number]>([
    ['taken', {}, { outcome: 'accepted', response: '250 2.0.0 taken for <…>' }, 1],
    ['refused at the greeting', { greeting: '554 not today' }, temporary(), 0],
    ['closed at the greeting', { greeting: null }, temporary(), 0],
    ['closed after EHLO', { ehlo: null }, temporary(), 0],
    ['closed after MAIL', { from: null }, temporary(), 0],
    ['sender refused', { from: '550 5.7.1 not you' }, permanent('550 5.7.1 not you'), 0],
    ['closed after RCPT', { to: null }, temporary(), 0],
    [
      'recipient unknown',
      { to: '550 5.1.1 <ivanova@ministry.example> unknown' },
      permanent('550 5.1.1 <…> unknown', '5.1.1'),
      0,
    ],
    ['recipient unknown, said without a code', { to: '553 who?' }, permanent('553 who?', '553'), 0],
    ['recipient greylisted', { to: '451 4.7.1 later' }, temporary('451 4.7.1 later'), 0],
    ['recipient refused by policy', { to: '550 5.7.1 policy' }, permanent('550 5.7.1 policy'), 0],
    ['DATA refused for now', { data: '421 4.3.0 closing' }, temporary('421 4.3.0 closing'), 0],
    ['closed after DATA', { data: null }, temporary(), 0],
    ['content refused', { end: '554 5.6.0 content' }, permanent('554 5.6.0 content'), 1],
    ['not stored for now', { end: '452 4.2.2 full' }, temporary('452 4.2.2 full'), 1],
    ['closed after the dot', { end: null }, unknown, 1],
  ])('%s', async (_case, script, answer, seen) => {
    const port = await scripted(script);
    expect(await port.send(mail)).toEqual(answer);
    expect(delivered).toBe(seen);
  });

  it('closed in the middle of a long mail cannot have arrived', async () => {
    const port = await scripted({ midway: true });
    const answer = await port.send({ ...mail, text: 'a line of text\n'.repeat(400_000) });
    expect(answer.outcome).toBe('refusedTemporarily');
    expect(delivered).toBe(0);
  });

  it('goes over the connection of the mail before, and over a new one when the server has ended that', async () => {
    const port = await scripted({});
    for (const _mail of [1, 2]) expect((await port.send(mail)).outcome).toBe('accepted');
    expect(sockets).toHaveLength(1);
    sockets[0]!.destroy();
    expect((await port.send(mail)).outcome).toBe('accepted');
    expect([sockets.length, delivered]).toEqual([2, 3]);
    port.onApplicationShutdown();
  });

  it('is tried again later when nobody listens', async () => {
    const port = await scripted({});
    server!.close();
    await once(server!, 'close');
    expect(await port.send(mail)).toEqual(temporary());
  });

  it.each(['a@b.example\r\nRCPT TO:<victim@example.org>', 'a b@c.example>', ''])(
    'refuses the address %j before it is said to the server',
    async (address) => {
      const port = await scripted({});
      const answer: MailAnswer = await port.send({ ...mail, to: { name: 'x', address } });
      expect(answer.outcome).toBe('refusedPermanently');
      expect(delivered).toBe(0);
    },
  );

  it('carries what the recipient and other machines need', async () => {
    const directory = await mkdtemp(`${tmpdir()}/rapporteur-smtp-`);
    const mailbox = await startMailbox({ directory });
    try {
      const port = new SmtpMail({ smtpUrl: mailbox.smtpUrl, mailFrom });
      const hostile = { name: 'О. Иванова\r\nBcc: x@example.org', address: mail.to.address };
      expect((await port.send({ ...mail, to: hostile, subject: 'Тема\r\nX-Evil: 1' })).outcome).toBe('accepted');
      const [summary] = await mailbox.list({ limit: 1 });
      expect(summary).toMatchObject({
        to: ['ivanova@ministry.example'],
        from: 'rapporteur@commission.example',
        subject: 'Тема X-Evil: 1',
        date: '2019-11-08T06:00:00.000Z',
        messageId: '<11111111-1111-5111-8111-111111111111@commission.example>',
      });
      const kept = (await mailbox.read(summary!.id))!;
      expect(kept.text.trim()).toBe('Срок сегодня.\n.\nточка');
      expect(kept.headers).toMatchObject({
        from: '"Rapporteur" <rapporteur@commission.example>',
        'auto-submitted': 'auto-generated',
        'x-auto-response-suppress': 'All',
        'content-language': 'ru',
      });
      expect(Object.keys(kept.headers)).not.toEqual(expect.arrayContaining(['bcc']));
      expect(Object.keys(kept.headers)).not.toEqual(expect.arrayContaining(['x-evil']));
    } finally {
      await mailbox.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

describe('reading settings and answers', () => {
  it('takes a sender with and without a name', () => {
    expect(senderOf('Rapporteur <a@b.example>')).toEqual({ name: 'Rapporteur', address: 'a@b.example' });
    expect(senderOf('a@b.example')).toEqual({ name: '', address: 'a@b.example' });
  });

  it.each([
    [550, '550 5.1.1 no such user', 'RCPT TO', '5.1.1'],
    [550, '550 5.2.1 disabled', 'RCPT TO', '5.2.1'],
    [550, '550 5.7.1 blocked', 'RCPT TO', undefined],
    [551, '551 moved', 'RCPT TO', '551'],
    [552, '552 full', 'RCPT TO', undefined],
    [550, '550 no', 'DATA', undefined],
    [554, '554 5.1.1 no such user', 'DATA', '5.1.1'],
    [550, '550 5.1.8 bad sender', 'MAIL FROM', undefined],
  ])('%i %s at %s: dead address %s', (code, response, command, dead) => {
    expect(deadAddressOf(code, response, command)).toBe(dead);
  });
});
