import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { headOf, mailContent, type MailContent } from './mail-text.js';

/** What a list shows of a mail. */
export interface StoredMailSummary {
  readonly id: string;
  /** When it was accepted: ISO instant by the system clock. */
  readonly receivedAt: string;
  /** Sender and recipients of the envelope, that is, whom it was really sent to; what the mail says is in its headers. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly date: string | null;
  readonly messageId: string | null;
  /** Bytes as received. */
  readonly size: number;
}

/** A mail with its content, parsed from the stored bytes. */
export type StoredMail = StoredMailSummary & MailContent;

interface MailRow {
  seq: number;
  id: string;
  received_at: string;
  sender: string;
  recipients: string;
  subject: string;
  date: string | null;
  message_id: string | null;
  size: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS mail (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, received_at TEXT NOT NULL, sender TEXT NOT NULL,
    recipients TEXT NOT NULL, subject TEXT NOT NULL, date TEXT, message_id TEXT, size INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS recipient (
    address TEXT NOT NULL, seq INTEGER NOT NULL REFERENCES mail (seq) ON DELETE CASCADE, PRIMARY KEY (address, seq)
  ) STRICT, WITHOUT ROWID`;

/**
 * Mails as `messages/<id>.eml`, byte for byte as received, with an index beside them. A mail exists once its row is
 * committed, which is after its file is on disk; a file without row was never acknowledged.
 */
export class MailStore {
  private constructor(
    private readonly messages: string,
    private readonly index: DatabaseSync,
  ) {}

  /**
   * Opens or creates the store. For the one process that writes to it: left-overs of a crash are removed.
   * @throws Error when there are mails but no index, rather than to take them for left-overs
   */
  static async open(directory: string): Promise<MailStore> {
    const messages = join(directory, 'messages');
    const indexFile = join(directory, 'index.db');
    await mkdir(messages, { recursive: true, mode: 0o700 });
    const files = await readdir(messages);
    if (files.length > 0 && (await stat(indexFile).catch(() => undefined)) === undefined) {
      throw new Error(`${messages} holds mails but ${indexFile} is missing.`);
    }
    const index = new DatabaseSync(indexFile);
    // Erasing must leave nothing in free pages; FULL: an acknowledged mail survives a power cut.
    index.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON',
    );
    index.exec(schema);
    const known = new Set(
      index
        .prepare('SELECT id FROM mail')
        .all()
        .map((row) => `${String(row['id'])}.eml`),
    );
    for (const name of files) if (!known.has(name)) await rm(join(messages, name), { force: true });
    return new MailStore(messages, index);
  }

  /** Stores a mail; it is on disk when this resolves. */
  async add(envelope: { from: string; to: readonly string[] }, raw: Buffer): Promise<string> {
    const id = randomUUID();
    const { subject, date, messageId } = await mailContent(headOf(raw));
    await this.writeFile(id, raw);
    const insert = this.index.prepare(
      `INSERT INTO mail (id, received_at, sender, recipients, subject, date, message_id, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    const receivedAt = new Date().toISOString();
    this.index.exec('BEGIN IMMEDIATE');
    try {
      const to = JSON.stringify(envelope.to);
      const { lastInsertRowid } = insert.run(id, receivedAt, envelope.from, to, subject, date, messageId, raw.length);
      const address = this.index.prepare('INSERT OR IGNORE INTO recipient (address, seq) VALUES (?, ?)');
      for (const one of envelope.to) address.run(one.toLowerCase(), lastInsertRowid);
      this.index.exec('COMMIT');
    } catch (error) {
      this.index.exec('ROLLBACK');
      await rm(this.fileOf(id), { force: true });
      throw error;
    }
    return id;
  }

  private async writeFile(id: string, raw: Buffer): Promise<void> {
    const file = await open(this.fileOf(id), 'wx', 0o600);
    try {
      await file.writeFile(raw);
      await file.sync();
    } catch (error) {
      await rm(this.fileOf(id), { force: true });
      throw error;
    } finally {
      await file.close();
    }
    const folder = await open(this.messages, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  /** Newest first; `before` continues after the mail with that id, `to` keeps what was sent to that address. */
  list(options: { to?: string; limit: number; before?: string }): StoredMailSummary[] {
    const conditions: string[] = [];
    const values: string[] = [];
    if (options.to !== undefined) {
      conditions.push('seq IN (SELECT seq FROM recipient WHERE address = ?)');
      values.push(options.to.toLowerCase());
    }
    if (options.before !== undefined) {
      conditions.push('seq < (SELECT seq FROM mail WHERE id = ?)');
      values.push(options.before);
    }
    const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
    const select = this.index.prepare(`SELECT * FROM mail ${where} ORDER BY seq DESC LIMIT ?`);
    return (select.all(...values, options.limit) as unknown as MailRow[]).map(summaryOf);
  }

  /** The whole mail, or undefined when there is none with that id. */
  async read(id: string): Promise<StoredMail | undefined> {
    const raw = await this.readRaw(id);
    const row = this.rowOf(id);
    if (raw === undefined || row === undefined) return undefined;
    return { ...(await mailContent(raw)), ...summaryOf(row) };
  }

  /** The bytes as they were received. */
  async readRaw(id: string): Promise<Buffer | undefined> {
    return this.rowOf(id) === undefined ? undefined : readFile(this.fileOf(id));
  }

  count(): number {
    return Number(this.index.prepare('SELECT count(*) AS n FROM mail').get()!['n']);
  }

  /** Erases a mail from file and index, without traces in free pages or write-ahead log. */
  async remove(id: string): Promise<void> {
    if (this.rowOf(id) === undefined) return;
    this.index.prepare('DELETE FROM mail WHERE id = ?').run(id);
    this.index.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    await rm(this.fileOf(id), { force: true });
  }

  close(): void {
    this.index.close();
  }

  private fileOf(id: string): string {
    return join(this.messages, `${id}.eml`);
  }

  /** Also keeps ids that are paths away from the file system: only what the index knows is looked up there. */
  private rowOf(id: string): MailRow | undefined {
    return this.index.prepare('SELECT * FROM mail WHERE id = ?').get(id) as unknown as MailRow | undefined;
  }
}

function summaryOf(row: MailRow): StoredMailSummary {
  return {
    id: row.id,
    receivedAt: row.received_at,
    from: row.sender,
    to: JSON.parse(row.recipients) as string[],
    subject: row.subject,
    date: row.date,
    messageId: row.message_id,
    size: row.size,
  };
}
