import { createHash } from 'node:crypto';
import { InputError } from '@reprise/core/errors';
import type { Split } from '@reprise/app/corpus';
import { counted, noPieces, type SplitPieces } from './splitPieces.ts';

/** What is done about a piece that is in two splits: `refuse` it all, or `drop` it from the one it is not tested in. */
export type DuplicatePolicy = 'refuse' | 'drop';

export interface Deduplicated<P> {
  readonly splits: SplitPieces<P>;
  readonly warnings: readonly string[];
}

/** The split that keeps a piece of several: what is tested is not trained on. */
const KEPT_FIRST: readonly Split[] = ['test', 'valid', 'train'];
const NAMED_AT_MOST = 3;

/**
 * Sees to it that no piece is in two splits. Pieces are the same when their keys are equal.
 *
 * @param keyOf the whole content of a piece, without its name and whatever its transposition
 * @throws InputError with `refuse`, naming pieces that are the same
 */
export function withoutDuplicates<P>(
  splits: SplitPieces<P>,
  { name, policy, keyOf }: { name: string; policy: DuplicatePolicy; keyOf: (piece: P) => string },
): Deduplicated<P> {
  const kept = noPieces<P>();
  const known = new Map<string, { id: string; split: Split }>();
  const across: string[] = [];
  const within: string[] = [];
  for (const split of KEPT_FIRST) {
    for (const named of splits[split]) {
      const key = createHash('sha256').update(keyOf(named.piece)).digest('base64');
      const same = known.get(key);
      if (same === undefined) known.set(key, { id: named.id, split });
      else if (same.split === split) within.push(`${same.id} = ${named.id}`);
      else {
        across.push(`${same.id} (${same.split}) = ${named.id} (${split})`);
        continue;
      }
      kept[split].push(named);
    }
  }
  if (across.length > 0 && policy === 'refuse') {
    throw new InputError(
      `${name}: expected pieces that are in one split each, got ${counted(across.length, 'piece')} in two, ` +
        `in the same key or another: ${some(across)}. Remove one of each, or have them dropped from training (--drop-duplicates)`,
    );
  }
  const warnings = [
    ...(across.length > 0
      ? [
          `${counted(across.length, 'piece')} dropped from training or validation, tested elsewhere: ${some(across)}`,
        ]
      : []),
    ...(within.length > 0
      ? [`${counted(within.length, 'piece')} twice in one split, in the same key or another: ${some(within)}`]
      : []),
  ];
  return { splits: kept, warnings };
}

/** The first few of a list that may be long. */
export function some(items: readonly string[]): string {
  const more = items.length - NAMED_AT_MOST;
  return items.slice(0, NAMED_AT_MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
