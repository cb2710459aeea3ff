import { DatabaseSync } from 'node:sqlite';

/**
 * Takes a folder for this process alone until `release` or the death of the process, however it dies.
 * The lock is SQLite's on an empty database file: the operating system drops it with the process, so there is no
 * stale lock and no guessing about recycled pids; a second taker inside this process is refused as well.
 * @returns the lock, or undefined when somebody else has it
 */
export function takeDirectory(lockFile: string): { release(): void } | undefined {
  const database = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (/locked|busy/i.test(String(error))) return undefined;
    throw error;
  }
  let held = true;
  return {
    release() {
      if (held) database.close();
      held = false;
    },
  };
}
