import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { sourceFiles } from './house.js';

const root = join(import.meta.dirname, '../..');

/** The code names of one table row: those that claim to be in the code, and those marked † as reserved. */
function codeNames(row: string): { built: string[]; reserved: string[] } {
  const cell = row.split('|')[2] ?? '';
  const names = [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  return cell.includes('†') ? { built: [], reserved: names } : { built: names, reserved: [] };
}

describe('the glossary', () => {
  let rows: string[];
  let words: Set<string>;

  beforeAll(async () => {
    rows = (await readFile(join(root, 'docs/glossary.md'), 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('|') && !line.startsWith('| term') && !line.startsWith('|---'));
    const code = (await sourceFiles(root, 'libs', 'apps')).filter(({ path }) => /\.tsx?$/.test(path));
    words = new Set(code.flatMap(({ text }) => text.match(/\w+/g) ?? []));
  });

  it('names every term in three languages', () => {
    expect(rows.length).toBeGreaterThan(100);
    const cells = rows.map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
    expect(cells.filter((row) => row.length !== 5 || row.some((cell) => cell === ''))).toEqual([]);
    expect(cells.filter(([, , russian]) => !/[а-яё]/i.test(russian!))).toEqual([]);
  });

  it('claims no code name that is not in the code', () => {
    const claimed = rows.flatMap((row) => codeNames(row).built);
    expect(claimed.filter((name) => !words.has(name))).toEqual([]);
  });

  it('marks no event as reserved that is already in the code', () => {
    const reserved = rows.flatMap((row) => codeNames(row).reserved).filter((name) => /^[A-Z]/.test(name));
    expect(reserved.filter((name) => words.has(name))).toEqual([]);
  });
});
