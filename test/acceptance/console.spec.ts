import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.js';
import { firstStart, startProduct, type Product } from '../support/product.js';

const languages = ['en', 'ru', 'es'] as const;
type Language = (typeof languages)[number];
const catalogs = Object.fromEntries(languages.map((lang) => [lang, catalog(lang)])) as Record<
  Language,
  Record<string, string>
>;
function catalog(lang: Language): Record<string, string> {
  const file = new URL(`../../apps/console/src/text/${lang}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let product: Product;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What the pages complained about; nothing is expected there. */
const complaints: string[] = [];

/** A window of somebody of its own, whose complaints count. */
async function windowOf(people: BrowserContext): Promise<Page> {
  const opened = await people.newPage();
  opened.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${opened.url()}: ${message.text()}`);
  });
  opened.on('pageerror', (error) => complaints.push(`${opened.url()}: ${String(error)}`));
  return opened;
}

/** A browser of somebody's own, which speaks English until another language is chosen. */
async function newContext(): Promise<BrowserContext> {
  const people = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en-GB' });
  people.setDefaultTimeout(15_000);
  await people.addInitScript(`localStorage['rapporteur.language'] ??= 'en'`);
  return people;
}

const linkOf = (role: string, side: string): string =>
  product.signIns.find((one) => one.role === role && one.side === side)!.url;

async function open(path: string, language: Language = 'en'): Promise<void> {
  await page.evaluate(`localStorage.setItem('rapporteur.language', '${language}')`);
  await page.goto(`${product.url}${path}`);
  await page.getByRole('main').getByRole('heading').first().waitFor();
  await page.getByText(catalogs[language]['page.reading']!).waitFor({ state: 'detached' });
}

const rows = (of = page) => of.locator('a[data-row]');

beforeAll(async () => {
  browser = await launchBrowser();
  product = await startProduct();
  context = await newContext();
  page = await windowOf(context);
  await page.goto(linkOf('secretary', 'RU'));
  await rows().first().waitFor();
}, firstStart);

afterAll(async () => {
  await browser?.close();
  await product?.dispose();
});

describe('the status board', () => {
  it('after a sign-in link shows both sides of every item, and what is late', async () => {
    await open('/board');
    expect(await page.locator('th[scope=colgroup]').allInnerTexts()).toEqual([
      expect.stringContaining('RU'),
      expect.stringContaining('CU'),
    ]);
    expect(await rows().count()).toBeGreaterThan(3);
    await page
      .getByText(/^late \d+ days?$/)
      .first()
      .waitFor();
  });

  it('as of the day of the session shows no items, in another colour and read only, and returns to now', async () => {
    await open('/board?asOf=2019-09-11T23:00Z');
    await page.getByText(catalogs.en['board.empty']!).waitFor();
    expect(await rows().count()).toBe(0);
    const frame = page.locator('[data-past]');
    const outline = `getComputedStyle(document.querySelector('[data-past]')).outlineColor`;
    expect(await page.evaluate(outline)).toBe('rgb(242, 230, 196)');
    await page.getByText(catalogs.en['asOf.readOnly']!).waitFor();
    await page.getByRole('link', { name: catalogs.en['asOf.return']! }).click();
    await rows().first().waitFor();
    expect(await frame.count()).toBe(0);
    expect(page.url()).toBe(`${product.url}/board`);
  });
});

describe('the time bar of the board', () => {
  it('steps from event to event by button and by key, and copies a link to the moment shown', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open('/board');
    const asOf = () => new URL(page.url()).searchParams.get('asOf')!;
    await page.getByRole('button', { name: catalogs.en['time.previous']! }).click();
    await page.waitForURL(/asOf=/);
    const first = asOf();
    await page.getByText(catalogs.en['asOf.readOnly']!).waitFor();
    await page.locator('button[aria-keyshortcuts="]"]:enabled').waitFor();
    await page.keyboard.press('BracketLeft');
    await page.waitForURL((url) => ![null, first].includes(url.searchParams.get('asOf')));
    const second = asOf();
    expect(second < first).toBe(true);
    await page.locator('button[aria-keyshortcuts="]"]:enabled').waitFor();
    await page.getByRole('button', { name: catalogs.en['time.copy']! }).click();
    await page.getByText(catalogs.en['time.copied']!).waitFor();
    const copied = new URL(await page.evaluate<string>('navigator.clipboard.readText()'));
    expect([copied.pathname, copied.searchParams.get('asOf')]).toEqual(['/board', second]);
    await page.keyboard.press('BracketRight');
    await page.waitForURL((url) => url.searchParams.get('asOf') === first);
    await page.keyboard.press('KeyT');
    await page.waitForURL(`${product.url}/board`);
  });

  it('copies a link that carries the moment also when that is now', async () => {
    await open('/board');
    await page.getByRole('button', { name: catalogs.en['time.copy']! }).click();
    await page.getByText(catalogs.en['time.copied']!).waitFor();
    await page.goto(await page.evaluate<string>('navigator.clipboard.readText()'));
    await page.getByText(catalogs.en['asOf.readOnly']!).waitFor();
    await rows().first().waitFor();
    expect(new URL(page.url()).searchParams.get('asOf')).toMatch(/^2019-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('compares with an earlier moment: counts in a sentence, old values struck above the new ones', async () => {
    await open('/board?vs=2019-10-01T09:00Z');
    const sentence = page.getByRole('status').filter({ hasText: catalogs.en['compare.since']! });
    await sentence.waitFor();
    expect(await sentence.innerText()).toMatch(/\+ 0 added, \u2212 1 removed from control, ~ 0 .*, \u00b1 \d+ changed/);
    expect(await page.locator('tr[data-closed] del').allTextContents()).toContain('was: on control');
    const all = await rows().count();
    await sentence.getByRole('link', { name: catalogs.en['compare.only']! }).click();
    await page.waitForURL(/only=changed/);
    expect(await rows().count()).toBeLessThan(all);
    await page.locator('[data-compared]').waitFor();
    await page.getByRole('button', { name: catalogs.en['compare.end']! }).click();
    await page.waitForURL((url) => !url.searchParams.has('vs'));
    expect(await page.locator('del').count()).toBe(0);
  });

  it('refuses a comparison with a later moment in words', async () => {
    await open('/board?asOf=2019-10-01T09:00Z&vs=2019-11-01T09:00Z');
    await page.getByText(catalogs.en['compare.notBefore']!).waitFor();
    expect(await page.locator('del').count()).toBe(0);
  });
});

/** Number of an item of which a side's half is not done yet. */
async function openItemOf(side: string): Promise<string> {
  const secretary = await product.signInAs('secretary', side);
  const sides = await secretary.read<{ items: { id: string; code: string }[] }>('/api/v1/sides');
  const own = sides.items.find(({ code }) => code === side)!.id;
  const board = await secretary.read<{
    items: { number: string; stage: string; halves: { sideId: string; status: string }[] }[];
  }>('/api/v1/board');
  const isOpen = ({ sideId, status }: { sideId: string; status: string }) =>
    sideId === own && ['notStarted', 'inProgress'].includes(status);
  return board.items.find(({ stage, halves }) => stage === 'active' && halves.some(isOpen))!.number;
}

describe('an item', () => {
  it('is opened by keyboard and tells the why of its reminders', async () => {
    await open('/board');
    const number = await rows().nth(2).innerText();
    for (const key of ['KeyJ', 'KeyJ', 'KeyJ', 'KeyJ', 'KeyK', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL(`**/items/${number}`);
    await page.getByRole('heading', { name: catalogs.en['reminders.title']! }).waitFor();
    const told = page.locator('section', { hasText: catalogs.en['reminders.title']! }).locator('li').first();
    // A whole sentence, beside the mark that says the outcome in a word.
    expect(await told.innerText()).toMatch(/[A-Z][^.]+\. [A-Z].+\./);
  });

  it('shows what another one records, without being read anew', async () => {
    const number = await openItemOf('RU');
    await open(`/items/${number}`);
    const other = await newContext();
    try {
      const second = await windowOf(other);
      await second.goto(linkOf('secretary', 'RU'));
      await rows(second).first().waitFor();
      await second.goto(`${product.url}/items/${number}`);
      await second.getByRole('button', { name: catalogs.en['action.reportProgress']! }).click();
      await second.getByRole('textbox', { name: catalogs.en['form.report']! }).fill('The drawings are in the post.');
      const loads: string[] = [];
      page.on('load', () => loads.push(page.url()));
      await second.getByRole('button', { name: catalogs.en['action.send']! }).click();
      await page.getByText('The drawings are in the post.').first().waitFor();
      expect(loads).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('the mailbox', () => {
  it('shows a mail with its text', async () => {
    await open('/mailbox');
    const subject = await rows().first().innerText();
    await rows().first().click();
    const mail = page.getByRole('article');
    await mail.getByRole('heading', { name: subject }).waitFor();
    expect(await mail.innerText()).toMatch(/2019-1-\d+/);
    expect(await mail.getByRole('link').first().getAttribute('href')).toContain(`${product.url}/items/2019-1-`);
  });
});

/** The texts of a page that come from a catalog, by where they stand. */
const labelsShown = `[...document.querySelectorAll('h1, h2, h3, th[scope=col], nav a, button, label, option, dt, summary, caption')]
  .map((element) => element.textContent.trim())`;

/** Labels that are still English words, and keys without a text. */
function untranslated(labels: readonly string[], language: Language): string[] {
  const entries = Object.entries(catalogs.en);
  const english = new Set(entries.flatMap(([key, text]) => (catalogs[language][key] === text ? [] : [text])));
  const own = new Set(Object.values(catalogs[language]));
  return labels.filter((text) => (english.has(text) && !own.has(text)) || Object.hasOwn(catalogs.en, text));
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What is in the way of somebody who sees or hears the page otherwise. */
async function barriers(language: Language): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run({ resultTypes: ['violations'] })`)) as {
    violations: Violation[];
  };
  return violations.map(({ id, nodes }) => `${language} ${id}: ${nodes.map(({ html }) => html).join('\n')}`);
}

async function switchTo(language: Language): Promise<void> {
  await page.getByRole('button', { name: language, exact: true }).click();
  await page.locator(`html[lang=${language}]`).waitFor();
  await page.getByRole('link', { name: catalogs[language]['nav.mailbox']!, exact: true }).waitFor();
  await page.getByText(catalogs[language]['page.reading']!).waitFor({ state: 'detached' });
  await page.locator('[data-stale]').waitFor({ state: 'detached' });
}

describe('every page in three languages', () => {
  const paths: Record<string, () => Promise<string>> = {
    board: async () => '/board?vs=2019-10-01T09:00Z',
    item: async () => '/items/2019-1-3',
    mailbox: () => firstLinkOf('/mailbox', 'a[data-row]'),
    protocol: () => firstLinkOf('/protocols', 'main table a'),
  };

  async function firstLinkOf(list: string, link: string): Promise<string> {
    await open(list);
    return (await page.locator(link).first().getAttribute('href'))!;
  }

  it.each(Object.keys(paths))('changes every label and can be used by everybody: %s', async (name) => {
    await open(await paths[name]!());
    await page.evaluate(axe);
    const labels = new Map<Language, string[]>();
    const found: string[] = [];
    for (const language of languages) {
      await switchTo(language);
      labels.set(language, await page.evaluate<string[]>(labelsShown));
      found.push(...(await barriers(language)));
    }
    expect(found).toEqual([]);
    for (const language of ['ru', 'es'] as const) {
      expect(untranslated(labels.get(language)!, language)).toEqual([]);
      expect(labels.get(language)!.length).toBe(labels.get('en')!.length);
    }
  });

  it.each(['/protocols', '/meetings', '/projects'])('changes every label: %s', async (path) => {
    for (const language of ['ru', 'es'] as const) {
      await open(path, language);
      expect(untranslated(await page.evaluate<string[]>(labelsShown), language)).toEqual([]);
    }
  });
});

describe('the demo clock', () => {
  it('stands on each wall, moves to the next reminder, and tells what was sent and why, in the language shown', async () => {
    await open('/clock');
    expect(await page.locator('main table tbody time').allInnerTexts()).toEqual([
      expect.stringMatching(/^\w+day, .* 2019 at \d\d:\d\d$/),
      expect.stringMatching(/^\w+day, .* 2019 at \d\d:\d\d$/),
    ]);
    const told = page.locator('main section');
    const next = page.getByRole('button', { name: catalogs.en['clock.toNext']! });
    const reminder = told.locator('li').first();
    // The next one may be the other side's: that side's reminders are not told here.
    for (let moves = 1; (await reminder.count()) === 0; moves += 1) {
      expect(moves).toBeLessThan(8);
      await next.click();
      await told
        .locator('article')
        .nth(moves - 1)
        .waitFor();
    }
    expect(await reminder.innerText()).toMatch(/2019-1-\d+[^]*accepted by the server[^]*\. Sent on/);
    await page.getByRole('button', { name: 'ru', exact: true }).click();
    await reminder.getByText(/Отправлено/).waitFor();
    await page.evaluate(axe);
    expect(await barriers('ru')).toEqual([]);
  });
});

describe('a view that stands still', () => {
  it('is told to a secretary, with what that means', async () => {
    await page.route('**/health/ready*', async (route) => {
      const answer = await route.fetch();
      const health = (await answer.json()) as { views: { name: string; parked: unknown }[] };
      const [first, ...others] = health.views;
      const parked = { eventType: 'DeadlineResolved', position: '48113' };
      await route.fulfill({ response: answer, json: { ...health, views: [{ ...first!, parked }, ...others] } });
    });
    await open('/board');
    await page.locator('summary', { hasText: 'A part stands still' }).click();
    await page.getByText('stands at the event DeadlineResolved, position 48113').waitFor();
    await page.getByText(catalogs.en['parked.meaning']!).waitFor();
    await page.evaluate(axe);
    expect(await barriers('en')).toEqual([]);
    await page.unroute('**/health/ready*');
  });
});

describe('a new installation', () => {
  it('makes its administrator by the setup link', async () => {
    const empty = await startProduct({ empty: true });
    const people = await newContext();
    try {
      const first = await windowOf(people);
      await first.goto(empty.signIns[0]!.url);
      await first.getByLabel(catalogs.en['signIn.login']!).fill('olga');
      for (const field of await first.locator('input[autocomplete=new-password]').all()) {
        await field.fill('a long enough sentence');
      }
      await first.getByRole('button', { name: catalogs.en['setup.submit']! }).click();
      await first.getByRole('heading', { name: catalogs.en['noSide.title']! }).waitFor();
      expect(first.url()).toBe(`${empty.url}/board`);
    } finally {
      await people.close();
      await empty.dispose();
    }
  });
});

describe('none of the pages', () => {
  it('complained', () => {
    expect(complaints).toEqual([]);
  });
});
