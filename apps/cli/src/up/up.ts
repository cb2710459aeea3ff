import type { ExitCode } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';
import { everything } from './everything.js';
import { tellReady } from './ready.js';
import type { UpFlags } from './settings.js';

/** Serves until a signal asks to stop. @returns and @throws as `everything` does */
export async function up(flags: UpFlags & { readonly json?: boolean }, terminal: Terminal): Promise<ExitCode> {
  return everything(flags, terminal, (ready, { dataDir }) => tellReady(ready, terminal, { json: flags.json, dataDir }));
}
