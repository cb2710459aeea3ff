import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

/** Not those of the package: they join all processes into one and switch the web's own protections off. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-quic', '--no-first-run'];

interface Program {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a Chromium without a window: the one of `BROWSER_PATH`, else the one from npm, unpacked once per version into
 * the system's temporary folder (209 MB). The caller closes it.
 * @throws Error where npm holds no Chromium for this machine and `BROWSER_PATH` is not set
 */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = await program();
  return chromium.launch({
    executablePath: path,
    args: flags,
    env: { ...process.env, ...env } as Record<string, string>,
  });
}

async function program(): Promise<Program> {
  const given = process.env['BROWSER_PATH'];
  if (given) return { path: given, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('npm holds a Chromium for Linux on x64 only: set BROWSER_PATH to one of this machine');
  const folder = await unpacked();
  return {
    path: join(folder, 'chromium'),
    // Beside it lie the libraries and fonts that a bare server has not.
    env: {
      LD_LIBRARY_PATH: [join(folder, 'al2023/lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, fontSettings),
    },
  };
}

let unpacking: Promise<string> | undefined;
const unpacked = (): Promise<string> => (unpacking ??= unpack());

async function unpack(): Promise<string> {
  const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..');
  const { version } = JSON.parse(await readFile(join(packed, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `rapporteur-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(folder)) return folder;
  // Into a folder of our own first: another process must never see a half-written program.
  const half = await mkdtemp(`${folder}-`);
  try {
    await inflateInto(half, join(packed, 'bin'));
    await writeFile(join(half, fontSettings), onlyFontsOf(folder));
    await rename(half, folder);
  } catch (error) {
    await rm(half, { recursive: true, force: true });
    if (!existsSync(join(folder, 'chromium'))) throw error;
  }
  return folder;
}

const fontSettings = 'fonts-here.conf';

/** The settings of the package name folders of another machine; without any font Chromium stops. */
const onlyFontsOf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/fonts-cache</cachedir></fontconfig>
`;

const files = ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'];

/**
 * The package unpacks into what it takes for the temporary folder: in a process of its own, because under Jest a change
 * of the environment does not reach the system.
 */
async function inflateInto(folder: string, bin: string): Promise<void> {
  const packed = JSON.stringify(files.map((file) => join(bin, file)));
  const module = JSON.stringify(import.meta.resolve('@sparticuz/chromium'));
  const code = `import { inflate } from ${module}; await Promise.all(${packed}.map((file) => inflate(file)));`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, TMPDIR: folder },
  });
}
