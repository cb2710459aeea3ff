import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js';
import { MailPort, mailPatience, oneLine, withoutAddresses, type MailAnswer, type OutgoingMail } from './mail-port.js';

export interface SmtpOptions {
  /** `smtp://host:port` or `smtps://user:password@host`. */
  readonly smtpUrl: string;
  /** Sender, such as `Rapporteur <rapporteur@example.org>`. */
  readonly mailFrom: string;
}

/** What nodemailer's connection reports. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly command?: string;
}

const transaction = ['MAIL FROM', 'RCPT TO', 'DATA'];

/**
 * Mail over SMTP, one connection each. The transfer is watched: once the last byte of the mail has been handed to the
 * connection, silence means `unknown`; before that nothing can have arrived.
 */
export class SmtpMail extends MailPort {
  private readonly from: { readonly name: string; readonly address: string };
  private readonly domain: string;

  constructor(private readonly options: SmtpOptions) {
    super();
    this.from = senderOf(options.mailFrom);
    this.domain = this.from.address.slice(this.from.address.lastIndexOf('@') + 1);
  }

  async send(mail: OutgoingMail): Promise<MailAnswer> {
    let raw: Buffer;
    try {
      raw = await this.composed(mail);
    } catch (error) {
      return { outcome: 'refusedTemporarily', response: withoutAddresses((error as Error).message) };
    }
    const source = Readable.from([raw], { objectMode: false });
    const handedOver = () => source.readableEnded;
    const connection = new SMTPConnection(connectionOptions(this.options.smtpUrl));
    try {
      const response = await transferred(connection, this.options.smtpUrl, {
        envelope: { from: this.from.address, to: mail.to.address },
        source,
      });
      return { outcome: 'accepted', response: withoutAddresses(response) };
    } catch (error) {
      return answerOf(error as SmtpError, handedOver());
    } finally {
      connection.close();
    }
  }

  private composed({ id, to, subject, text, html, date, language }: OutgoingMail): Promise<Buffer> {
    const composer = new MailComposer({
      from: this.from,
      to: { name: oneLine(to.name), address: to.address },
      subject: oneLine(subject),
      text,
      html,
      date: new Date(date),
      messageId: `<${id}@${this.domain}>`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
        'Content-Language': oneLine(language),
      },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    return composer.compile().build();
  }
}

/** Reads `Name <address>` or `address`. */
export function senderOf(mailFrom: string): { name: string; address: string } {
  const [, name = '', address] = /^([^<>]*)<([^<>]+)>$/.exec(mailFrom.trim()) ?? [];
  return { name: oneLine(name), address: address ?? mailFrom.trim() };
}

function connectionOptions(url: string): SMTPConnection.Options {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : secure ? 465 : 587,
    secure,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    // Between two answers; `mailPatience` bounds the whole.
    socketTimeout: 30_000,
  };
}

interface Transfer {
  readonly envelope: { readonly from: string; readonly to: string };
  readonly source: Readable;
}

/** @returns the server's answer to the mail @throws SmtpError */
async function transferred(connection: SMTPConnection, url: string, { envelope, source }: Transfer): Promise<string> {
  const failed = Promise.withResolvers<never>();
  // The same failure comes as an event and through a callback; whoever is second is not heard.
  failed.promise.catch(() => undefined);
  connection.on('error', (error) => failed.reject(error));
  connection.on('end', () => failed.reject(new Error('Connection closed')));
  const timer = setTimeout(() => failed.reject(new Error('No answer in time')), mailPatience - 5_000);
  const step = <T>(run: (done: (error: Error | null | undefined, result?: T) => void) => void) =>
    Promise.race([
      failed.promise,
      new Promise<T | undefined>((resolve, reject) => {
        run((error, result) => (error ? reject(error) : resolve(result)));
      }),
    ]);
  try {
    await step((done) => connection.connect((error) => done(error)));
    const { username, password } = new URL(url);
    if (username) {
      const credentials = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
      await step((done) => connection.login(credentials, (error) => done(error)));
    }
    const sent = await step<SMTPConnection.SentMessageInfo>((done) => connection.send(envelope, source, done));
    return sent!.response;
  } finally {
    clearTimeout(timer);
  }
}

function answerOf(error: SmtpError, handedOver: boolean): MailAnswer {
  const { code, responseCode, command = '' } = error;
  const response = withoutAddresses(error.response ?? error.message);
  if (responseCode === undefined) {
    if (handedOver) return { outcome: 'unknown', response };
    // What this side found wrong with the address will be wrong the next time too.
    const outcome = code === 'EENVELOPE' && command === 'API' ? 'refusedPermanently' : 'refusedTemporarily';
    return { outcome, response };
  }
  // A refused login or greeting is a matter of the installation, whatever the digits: it says nothing about this mail.
  if (responseCode < 500 || !transaction.includes(command)) return { outcome: 'refusedTemporarily', response };
  const deadAddress = deadAddressOf(responseCode, response, command);
  return { outcome: 'refusedPermanently', response, ...(deadAddress && { deadAddress }) };
}

/**
 * Whether a refusal says that the address is none: RFC 3463 class 5.1 (and 5.2.1, disabled), or, from a server without
 * such codes, 550, 551 and 553 in answer to the recipient. 5.7.x and the like are about policy, not about the address.
 */
export function deadAddressOf(responseCode: number, response: string, command: string): string | undefined {
  const enhanced = /^\d{3}[ -](5\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  if (enhanced) return /^5\.(1\.\d+|2\.1)$/.test(enhanced) && command !== 'MAIL FROM' ? enhanced : undefined;
  return command === 'RCPT TO' && [550, 551, 553].includes(responseCode) ? String(responseCode) : undefined;
}

/** In a process that was given no mail server: everything waits for one that was. */
export class NoMail extends MailPort {
  async send(): Promise<MailAnswer> {
    return { outcome: 'refusedTemporarily', response: 'no mail server is configured' };
  }
}
