import { describe, expect, it } from '@jest/globals';
import { NO_METADATA, parseMetadata, SOFT_DELETE_JSON, undeletedJson } from './metadata.js';

const json = (text: string) => ({ json: true, data: Buffer.from(text) });

describe('stream metadata', () => {
  it('reads what limits a stream', () => {
    expect(parseMetadata(json('{"$maxCount":3,"$maxAge":60,"$tb":5,"own":"field"}'))).toEqual({
      maxCount: 3,
      maxAge: 60,
      truncateBefore: 5,
      deleted: false,
    });
  });

  it('knows the mark of a softly deleted stream, which is no exact number in JavaScript', () => {
    expect(parseMetadata(json(SOFT_DELETE_JSON)).deleted).toBe(true);
    expect(parseMetadata(json(`{"$tb":${Number.MAX_SAFE_INTEGER}}`)).deleted).toBe(false);
  });

  it.each(['', 'no json', '[1]', 'null', '{"$maxCount":0}', '{"$maxAge":-1}', '{"$tb":1.5}', '{"$tb":"1"}'])(
    'counts %j as no metadata',
    (text) => expect(parseMetadata(json(text))).toEqual(NO_METADATA),
  );

  it('is JSON only, and may be absent', () => {
    expect(parseMetadata({ json: false, data: Buffer.from('{"$maxCount":3}') })).toEqual(NO_METADATA);
    expect(parseMetadata(undefined)).toEqual(NO_METADATA);
  });

  it('keeps the other fields when a stream comes back', () => {
    expect(undeletedJson(json('{"$maxCount":3,"$tb":9223372036854775807}'), 7)).toBe('{"$maxCount":3,"$tb":7}');
    expect(undeletedJson(undefined, 7)).toBe('{"$tb":7}');
  });
});
