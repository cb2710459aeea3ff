// `npm run screenshots`: pictures of the demo for README and docs, into docs/images. Needs a build.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import '../../apps/cli/node-version.mjs';

const root = join(import.meta.dirname, '../..');
const { launchBrowser } = await import('../../dist/test/support/browser.js');
const images = join(root, 'docs/images');
/** File, address, and a text that stands there once the page has been read. */
const pictures = [
  ['board', '/', '2019-1-10'],
  ['item', '/items/2019-1-3', 'History'],
];

const data = mkdtempSync(join(tmpdir(), 'rapporteur-screenshots-'));
const args = [join(root, 'dist/apps/cli/src/main.js'), 'up', '--data', data, '--port', '0', '--json'];
const product = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const [line] = await once(createInterface(product.stdout), 'line');
  const { url, signIns } = JSON.parse(line);
  const secretary = signIns.find(({ role, side }) => role === 'secretary' && side === 'RU');
  mkdirSync(images, { recursive: true });
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(secretary.url);
    await page.getByRole('button', { name: 'en', exact: true }).click();
    for (const [name, path, shown] of pictures) {
      await page.goto(`${url}${path}`);
      // The feed of changes stays open for ever, so the network never falls idle: wait for what is shown.
      await page.getByText(shown, { exact: true }).first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: join(images, `${name}.png`), fullPage: true });
      process.stderr.write(`wrote docs/images/${name}.png\n`);
    }
  } finally {
    await browser.close();
  }
} finally {
  product.kill('SIGTERM');
  await once(product, 'exit');
  rmSync(data, { recursive: true, force: true });
}
