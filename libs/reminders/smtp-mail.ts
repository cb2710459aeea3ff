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

/** An idle connection is kept for the next mail this long, ms: a greeting can take longer than a mail. */
const keepFor = 5_000;

/**
 * Mail over SMTP, one mail at a time on a connection. The transfer is watched: once the last byte of the mail has been
 * handed to the connection, silence means `unknown`; before that nothing can have arrived.
 */
export class SmtpMail extends MailPort {
  private readonly from: { readonly name: string; readonly address: string };
  private readonly domain: string;
  private readonly idle: SmtpLine[] = [];

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
    const kept = this.idle.pop();
    const again = kept && (await this.over(kept, mail, raw));
    // The server had ended the idle connection: nothing was handed over, so the mail goes over a new one.
    if (again && !again.brokeUnused) return again.answer;
    return (await this.over(new SmtpLine(this.options.smtpUrl), mail, raw)).answer;
  }

  /** Closes what is kept idle. */
  onApplicationShutdown(): void {
    for (const line of this.idle.splice(0)) line.close();
  }

  private async over(
    line: SmtpLine,
    { to }: OutgoingMail,
    raw: Buffer,
  ): Promise<{ answer: MailAnswer; brokeUnused: boolean }> {
    const source = Readable.from(slices(raw), { objectMode: false });
    const used = line.used;
    try {
      const response = await line.transfer({ from: this.from.address, to: to.address }, source);
      this.keep(line);
      return { answer: { outcome: 'accepted', response: withoutAddresses(response) }, brokeUnused: false };
    } catch (error) {
      line.close();
      const handedOver = source.readableEnded;
      const brokeUnused = used && !handedOver && (error as SmtpError).responseCode === undefined;
      return { answer: answerOf(error as SmtpError, handedOver), brokeUnused };
    }
  }

  private keep(line: SmtpLine): void {
    this.idle.push(line);
    const forget = () => {
      const at = this.idle.indexOf(line);
      if (at >= 0) this.idle.splice(at, 1);
      line.close();
    };
    line.restFor(keepFor, forget);
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

/** In pieces, so that the end of the source is reached only when the connection has taken nearly all of it. */
function* slices(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += 16_384) yield raw.subarray(at, at + 16_384);
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

/** One connection to the mail server, opened by its first mail. */
class SmtpLine {
  private readonly connection: SMTPConnection;
  private readonly failed = Promise.withResolvers<never>();
  private rest: NodeJS.Timeout | undefined;
  private forget: () => void = () => undefined;
  /** Whether a mail went over it before. */
  used = false;

  constructor(private readonly url: string) {
    this.connection = new SMTPConnection(connectionOptions(url));
    // The same failure comes as an event and through a callback; whoever is second is not heard.
    this.failed.promise.catch(() => this.forget());
    this.connection.on('error', (error) => this.failed.reject(error));
    this.connection.on('end', () => this.failed.reject(new Error('Connection closed')));
  }

  /** @returns the server's answer to the mail @throws SmtpError */
  async transfer(envelope: { readonly from: string; readonly to: string }, source: Readable): Promise<string> {
    clearTimeout(this.rest);
    this.forget = () => undefined;
    const timer = setTimeout(() => this.failed.reject(new Error('No answer in time')), mailPatience - 5_000);
    try {
      if (!this.used) await this.open();
      const sent = await this.step<SMTPConnection.SentMessageInfo>((done) =>
        this.connection.send(envelope, source, done),
      );
      this.used = true;
      return sent!.response;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lies idle; `forget` is called when the time is over or the server ends the connection. */
  restFor(ms: number, forget: () => void): void {
    this.forget = forget;
    this.rest = setTimeout(forget, ms).unref();
  }

  close(): void {
    clearTimeout(this.rest);
    this.forget = () => undefined;
    this.connection.close();
  }

  private async open(): Promise<void> {
    await this.step((done) => this.connection.connect((error) => done(error)));
    const { username, password } = new URL(this.url);
    if (!username) return;
    const credentials = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
    await this.step((done) => this.connection.login(credentials, (error) => done(error)));
  }

  private step<T>(run: (done: (error: Error | null | undefined, result?: T) => void) => void): Promise<T | undefined> {
    return Promise.race([
      this.failed.promise,
      new Promise<T | undefined>((resolve, reject) => {
        run((error, result) => (error ? reject(error) : resolve(result)));
      }),
    ]);
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
