import { describe, expect, it } from '@jest/globals';
import { uuid5 } from '#kernel/ids';

import { anAppend, tallyFold } from '../../test/support/tally.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { StreamCache } from './stream-cache.js';

const stream = `tally-${uuid5('cache')}`;

/** A stream of three commands, the second of which recorded two events. */
async function begun() {
  const log = new MemoryLog();
  const [first, second, third] = [anAppend(1), anAppend(2), anAppend(4)];
  await log.append(stream, -1n, [first]);
  await log.append(stream, 0n, [second, { ...anAppend(3), metadata: second.metadata }]);
  await log.append(stream, 2n, [third]);
  return { log, second: second.metadata.commandId, third: third.metadata.commandId };
}

describe('folded streams', () => {
  it('tell every command what it was answered, whichever read brought it', async () => {
    const { log, second, third } = await begun();
    const cache = new StreamCache(log);
    const folded = await cache.refresh(tallyFold, stream);
    expect(folded.state.sum).toBe(10);
    expect(folded.commands.get(second)?.receipt).toMatchObject({
      revision: '2',
      recorded: ['TallyAdded', 'TallyAdded'],
    });
    await log.append(stream, 3n, [anAppend(5)]);
    const later = await cache.refresh(tallyFold, stream);
    expect(later.commands.get(third)?.receipt).toMatchObject({ revision: '3', recorded: ['TallyAdded'] });
    expect([later.state.sum, later.commands.size]).toEqual([15, 4]);
  });

  it('count an event once that two readers bring at the same time', async () => {
    const { log, second } = await begun();
    const cache = new StreamCache(log);
    const known = cache.advance(tallyFold, stream, await cache.refresh(tallyFold, `tally-${uuid5('none')}`), []);
    const events = await log.read(stream, 0n);
    const [one, other] = [0, 1].map(() => cache.advance(tallyFold, stream, known, events));
    for (const folded of [one!, other!]) {
      expect(folded.state.sum).toBe(10);
      expect(folded.commands.get(second)?.receipt.recorded).toEqual(['TallyAdded', 'TallyAdded']);
    }
  });
});
