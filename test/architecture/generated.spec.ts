import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { codecOf, type WireEvent } from '#kernel/codec';
import type { EventType } from '#kernel/event';

const root = join(import.meta.dirname, '../..');

async function declaredEvents(): Promise<EventType[]> {
  const types: EventType[] = [];
  for (const file of globSync('libs/*/*.events.ts', { cwd: root })) {
    const exported = (await import(join(root, file))) as Record<string, unknown>;
    for (const value of Object.values(exported))
      if (typeof value === 'function' && 'schema' in value) types.push(value as EventType);
  }
  return types;
}

describe('what is generated from the code', () => {
  it('is committed as the code says: events, views, permissions, OpenAPI, console types, schema lock', async () => {
    expect(existsSync(join(root, 'dist/apps/cli/src/docs/describe.js'))).toBe(true);
    const node = join(root, 'node_modules/.bin/node');
    const run = promisify(execFile)(node, ['apps/cli/docs.mjs', '--check'], { cwd: root });
    await expect(run).resolves.toMatchObject({ stderr: '' });
  });

  it('has a golden sample of every version ever released, and each still decodes to the schema of today', async () => {
    const types = await declaredEvents();
    const codec = codecOf(types);
    const samples = globSync('test/architecture/golden/*.json', { cwd: root }).map(
      (file) => JSON.parse(readFileSync(join(root, file), 'utf8')) as WireEvent,
    );
    expect(
      types
        .map((type) => `${type.type}.v${type.version}`)
        .filter((name) => !existsSync(join(root, `test/architecture/golden/${name}.json`))),
    ).toEqual([]);
    for (const sample of samples) {
      const decoded = codec.decode(sample);
      expect(types.find(({ type }) => type === sample.type)!.schema.safeParse(decoded.data)).toMatchObject({
        success: true,
      });
    }
  });
});
