import { readFileSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running `up` leaves in its data directory for the other commands. */
export interface RunningServer {
  readonly url: string;
  readonly pid: number;
  /** Bearer token of whoever may read this file; new at each start. */
  readonly operatorToken: string;
  /** Where the event log can be read; like the token, for whoever may read this file. */
  readonly eventStoreUrl?: string;
}

const fileIn = (dataDir: string): string => join(dataDir, 'server.json');

/** Readable for the owner only: it holds a token. */
export async function writeServerFile(dataDir: string, server: RunningServer): Promise<void> {
  const written = `${fileIn(dataDir)}.${process.pid}`;
  const file = await open(written, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(server)}\n`);
  } finally {
    await file.close();
  }
  await rename(written, fileIn(dataDir));
}

/** The server that runs on a data directory; undefined when there is none (a file left by a dead process counts as none). */
export function readServerFile(dataDir: string): RunningServer | undefined {
  let server: RunningServer;
  try {
    server = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as RunningServer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as Error).name === 'SyntaxError') return undefined;
    throw error;
  }
  return isAlive(server.pid) ? server : undefined;
}

export function removeServerFile(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
