import { describe, expect, it } from '@jest/globals';
import { ProgressBar, progressLine } from './progress-bar.js';

describe('a progress bar', () => {
  it('shows how far it is, how fast, and how long it still takes', () => {
    expect(progressLine('status-board', 0.25, 4_000, 1_000, 80)).toBe(
      'status-board [#####---------------] 25 %  1,000 events/s  3 s left',
    );
  });

  it('says no more than is known, and no more than fits', () => {
    expect(progressLine('feed', 0, 0, 0, 80)).toBe('feed [--------------------] 0 %');
    expect(progressLine('status-board', 0.5, 100, 1_000, 20)).toHaveLength(19);
  });

  it('is drawn and taken away on a screen, and nowhere else', () => {
    let err = '';
    const terminal = { out: () => undefined, err: (text: string) => void (err += text), env: {}, colour: false };
    const nowhere = new ProgressBar(terminal, 'feed', 10);
    nowhere.show(0.5);
    nowhere.clear();
    expect(err).toBe('');
    const bar = new ProgressBar({ ...terminal, screenWidth: 80 }, 'feed', 10);
    bar.show(1);
    bar.clear();
    const erased = '\r\u001B[K';
    expect(err.split(erased)).toEqual(['', expect.stringContaining(`feed [${'#'.repeat(20)}] 100 %`), '']);
  });
});
