import { distance } from 'fastest-levenshtein';

/**
 * Something the user gave is wrong: a file, an option, a text, a configuration. The message says who
 * expected what, what came instead, and what to do. Command lines print it without a stack trace and
 * exit with code 2; every other error is a failure of the program (code 1).
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/**
 * The candidate a mistyped name most likely meant, for a "did you mean" in a message.
 *
 * Letter case does not count. A candidate more than a third of its letters away (two for the shortest
 * names) is no better than a guess, and `undefined` is returned; the first of equally near ones wins.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    const tolerated = Math.max(2, Math.floor(Math.max(name.length, candidate.length) / 3));
    const sharesLetters = edits < Math.min(name.length, candidate.length);
    if (edits <= tolerated && sharesLetters && edits < bestDistance) {
      best = candidate;
      bestDistance = edits;
    }
  }
  return best;
}
