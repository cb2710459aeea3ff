import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { lchown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The unprivileged user ("nobody" on Linux) that runs PostgreSQL when we are root; initdb needs it to have a passwd entry. */
const NOBODY = 65534;

/** How PostgreSQL programs are started here. */
export interface Launcher {
  /** Command and arguments to put before the program: the change of user, outermost first. */
  readonly wrapper: readonly string[];
  /** Put innermost, because a change of credentials clears it: SIGINT when this process dies. Empty where unavailable. */
  readonly deathSignal: readonly string[];
  /** Files PostgreSQL must own get this owner; undefined: leave them to the current user. */
  readonly owner?: { readonly uid: number; readonly gid: number };
}

/** True when the command can be started and ends with code 0. */
export async function succeeds(command: readonly string[]): Promise<boolean> {
  const child = spawn(command[0]!, command.slice(1), { stdio: 'ignore', cwd: '/' });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0;
  } catch {
    return false; // not installed
  }
}

/**
 * PostgreSQL refuses to run as root. As a normal user it is started directly. As root, in this order: a user
 * namespace in which we are "nobody" (files stay ours, works inside 0700 folders); else setpriv to "nobody";
 * else, where "nobody" may not even enter the folders, the same with the one capability that allows it.
 * Data that already belongs to another user keeps its owner: the server then runs as that user.
 * @param directory folder of the embedded server @param cluster its data directory, which may not exist yet
 * @param program a PostgreSQL binary, to check that the chosen user can reach it
 */
export async function chooseLauncher(directory: string, cluster: string, program: string): Promise<Launcher> {
  const deathSignal = (await succeeds(['setpriv', '--pdeathsig', 'INT', 'true']))
    ? ['setpriv', '--pdeathsig', 'INT']
    : [];
  if (process.getuid?.() !== 0) return { wrapper: [], deathSignal };
  const existing = await lstat(cluster).catch(() => undefined);
  const foreign = existing !== undefined && existing.uid !== 0;
  const namespace = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
  if (!foreign && (await succeeds([...namespace, 'true']))) return { wrapper: namespace, deathSignal };

  const owner = foreign ? { uid: existing.uid, gid: existing.gid } : { uid: NOBODY, gid: NOBODY };
  const drop = ['setpriv', `--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  const reach = ['sh', '-c', 'test -x "$0" && test -x "$1"', program, directory];
  if (!foreign) await giveTo(directory, owner);
  if (await succeeds([...drop, ...reach])) return { wrapper: drop, deathSignal, owner };
  const override = [...drop, '--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override'];
  if (await succeeds([...override, ...reach])) return { wrapper: override, deathSignal, owner };
  throw new Error(
    'The embedded PostgreSQL cannot run as root here: neither `unshare --user` nor `setpriv` gives it an unprivileged user. ' +
      'Start Rapporteur as a normal user or set DATABASE_URL.',
  );
}

/** Changes the owner of `path` and everything in it; does nothing without an owner. */
export async function giveTo(path: string, owner: Launcher['owner']): Promise<void> {
  if (owner === undefined) return;
  await lchown(path, owner.uid, owner.gid);
  if (!(await lstat(path)).isDirectory()) return;
  for (const name of await readdir(path)) await giveTo(join(path, name), owner);
}

/** Starts a PostgreSQL program with a minimal environment and `libraries` as LD_LIBRARY_PATH. */
export function launch(
  launcher: Launcher,
  command: readonly string[],
  options: { libraries: string; log: number },
): ChildProcess {
  const [file, ...args] = [...launcher.wrapper, ...launcher.deathSignal, ...command];
  return spawn(file!, args, {
    cwd: '/',
    // Its own session, so that Ctrl-C in a terminal reaches us only and the database outlives the requests in flight.
    detached: true,
    stdio: ['ignore', options.log, options.log],
    env: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      LC_ALL: 'C.UTF-8',
      TZ: 'UTC',
      LD_LIBRARY_PATH: options.libraries,
      DYLD_LIBRARY_PATH: options.libraries,
    },
  });
}
