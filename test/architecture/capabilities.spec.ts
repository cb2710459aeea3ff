import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { capabilities as ofApi } from '../../apps/api/src/capabilities.js';
import { capabilities as ofWorker } from '../../apps/worker/src/capabilities.js';

const root = join(import.meta.dirname, '../..');
/** Taken with their options, so that they stand in no list. */
const withOptions = ['access', 'reminders'];
const foundation = ['kernel', 'deadlines', 'event-store', 'read-models', 'jobs', 'embedded'];

describe('the list of capabilities', () => {
  it('is the same in the API and in the worker', () => {
    expect(ofWorker).toEqual(ofApi);
  });

  it('names every lib that has a module, except those that both take with their options', async () => {
    const found: string[] = [];
    for (const lib of await readdir(join(root, 'libs'))) {
      if (foundation.includes(lib) || withOptions.includes(lib)) continue;
      if ((await readdir(join(root, 'libs', lib))).includes(`${lib}.module.ts`)) found.push(lib);
    }
    const named = ofApi.map(({ name }) =>
      name
        .replace(/Module$/, '')
        .replaceAll(/(?<=[a-z])[A-Z]/g, '-$&')
        .toLowerCase(),
    );
    expect(named.toSorted()).toEqual(found.toSorted());
  });
});
