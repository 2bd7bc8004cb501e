import type { Pair } from './pairs.ts';

/**
 * Text in the one form that models see, in training as in use: Unicode composed (NFC), every run of
 * white space one space, none at the ends.
 */
export function normalizeText(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim();
}

export interface CleaningOptions {
  /** Longest side kept, in characters (Unicode code points). */
  readonly maxLength?: number;
  /** Largest ratio of the longer side's characters to the shorter side's. */
  readonly maxRatio?: number;
}

const CLEANING_DEFAULTS = { maxLength: 500, maxRatio: 9 } as const;

/** Why a pair was left out; the first reason that applies, in this order. */
export type DropReason = 'empty' | 'tooLong' | 'unevenLengths' | 'duplicate' | 'targetInTest';

/** How many pairs went for each reason; a reason that no pair had is absent. */
export type DropCounts = Partial<Record<DropReason, number>>;

export interface CleanedPairs {
  readonly kept: readonly Pair[];
  readonly dropped: DropCounts;
}

/**
 * Leaves out pairs that teach nothing: a side is empty or longer than `maxLength`, the lengths are so
 * uneven that it is hardly a translation, or the very same pair came before. Wants normalised pairs.
 */
export function cleanPairs(pairs: Iterable<Pair>, options: CleaningOptions = {}): CleanedPairs {
  const { maxLength, maxRatio } = { ...CLEANING_DEFAULTS, ...options };
  const seen = new Set<string>();
  return dropPairs(pairs, ({ source, target }) => {
    if (source === '' || target === '') return 'empty';
    const sourceLength = characters(source);
    const targetLength = characters(target);
    const longer = Math.max(sourceLength, targetLength);
    if (longer > maxLength) return 'tooLong';
    if (longer > maxRatio * Math.min(sourceLength, targetLength)) return 'unevenLengths';
    const key = `${source}\t${target}`;
    if (seen.has(key)) return 'duplicate';
    seen.add(key);
    return undefined;
  });
}

/** Leaves out the pairs that `reasonAgainst` names a reason for, and counts the reasons. */
export function dropPairs(
  pairs: Iterable<Pair>,
  reasonAgainst: (pair: Pair) => DropReason | undefined,
): CleanedPairs {
  const kept: Pair[] = [];
  const dropped: DropCounts = {};
  for (const pair of pairs) {
    const reason = reasonAgainst(pair);
    if (reason === undefined) {
      kept.push(pair);
    } else {
      dropped[reason] = (dropped[reason] ?? 0) + 1;
    }
  }
  return { kept, dropped };
}

export function normalizePairs(pairs: Iterable<Pair>): Pair[] {
  return Array.from(pairs, ({ source, target }) => ({
    source: normalizeText(source),
    target: normalizeText(target),
  }));
}

function characters(text: string): number {
  return Array.from(text).length;
}
