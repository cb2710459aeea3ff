/** The word nearest to a mistyped one, when one is near: at most a third of its letters differ, or it begins the same. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: candidate.startsWith(word) ? 0 : distance(word, candidate) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best && best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : undefined;
}

/** How many letters must be put in, left out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [row, letter] of Array.from(a).entries()) {
    const current = [row + 1];
    for (let at = 0; at < b.length; at += 1) {
      const changed = previous[at]! + (b[at] === letter ? 0 : 1);
      current.push(Math.min(changed, previous[at + 1]! + 1, current[at]! + 1));
    }
    previous = current;
  }
  return previous.at(-1)!;
}
