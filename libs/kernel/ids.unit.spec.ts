import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { categoryOf, idOf, idOfStream, streamOf, uuid5 } from './ids.js';

describe('a derived id', () => {
  it.each([
    // Computed by another implementation: Python's uuid.uuid5 over the namespace and the JSON text.
    [['side', 'RU'], '9ad71408-c958-5152-a0c4-dff2cfff7100'],
    [[], '69bcb449-6e58-529b-802d-77a0d704fb73'],
    [['Гавана', 7], '9197a8e6-7505-5bd5-a81d-3a1262710a0c'],
  ])('of %j is %s for ever', (parts, id) => {
    expect(uuid5(...parts)).toBe(id);
  });

  it('is a version 5 of RFC 9562: SHA-1 over namespace and name, version and variant set', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer())), (parts) => {
        const namespace = '6f1e1d2a-6c1b-5a0e-9d8a-3f4b7c2d5e10'.replaceAll('-', '');
        const digest = createHash('sha1').update(namespace, 'hex').update(JSON.stringify(parts), 'utf8').digest('hex');
        const variant = ((parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
        const hex = `${digest.slice(0, 12)}5${digest.slice(13, 16)}${variant}${digest.slice(18, 32)}`;
        const expected = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
        expect(uuid5(...parts)).toBe(expected);
        expect(idOf().safeParse(uuid5(...parts)).success).toBe(true);
      }),
    );
  });

  it('tells apart where one part ends and the next begins, and a number from its text', () => {
    const different = [['a', 'bc'], ['ab', 'c'], ['abc'], ['a', 'b', 'c'], ['a","b'], ['1'], [1], [''], []];
    const ids = different.map((parts) => uuid5(...parts));
    expect(new Set(ids).size).toBe(different.length);
  });

  it('differs for different parts', () => {
    const parts = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.integer()), { maxLength: 3 });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        expect(uuid5(...a) === uuid5(...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });
});

it('the name of a stream holds category and id', () => {
  const id = uuid5('item');
  const stream = streamOf('actionItem', id);
  expect(stream).toBe(`actionItem-${id}`);
  expect([categoryOf(stream), idOfStream(stream)]).toEqual(['actionItem', id]);
});
