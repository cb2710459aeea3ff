import { describe, expect, it } from '@jest/globals';
import { nearest } from './suggestion.js';

describe('a suggestion', () => {
  const views = ['status-board', 'protocol-register', 'feed', 'log-index'];
  it.each([
    ['status-bord', 'status-board'],
    ['protocols-register', 'protocol-register'],
    ['proto', 'protocol-register'],
    ['fed', 'feed'],
    ['something else', undefined],
  ])('%s means %s', (word, meant) => {
    expect(nearest(word, views)).toBe(meant);
  });
});
