import { SPLITS, splitCounts, type Corpus, type Split } from '@reprise/app/corpus';
import { splitTotals, type SplitPieces } from './splitPieces.ts';
import { withoutDuplicates, type DuplicatePolicy } from './duplicates.ts';
import { countOverlaps, OVERLAP_NOTES } from './overlap.ts';

export interface CorpusOptions {
  /** what is done about pieces that are in two splits; default `refuse` */
  readonly duplicates?: DuplicatePolicy | undefined;
}

/** What is to be known of pieces of one kind. */
export interface PieceKind<P> {
  /** the whole content without its name, whatever its transposition */
  readonly keyOf: (piece: P) => string;
  /** pitches struck one after the other */
  readonly melodyOf: (piece: P) => readonly number[];
  /** what it is long by */
  readonly unit: string;
  readonly lengthOf: (piece: P) => number;
}

/**
 * Checks pieces for duplicates, measures what training and test have in common, and sums up.
 *
 * @param facts further lines of the summary
 * @throws InputError of a piece in two splits, unless `duplicates` is `drop`
 */
export function makeCorpus<P>(
  name: string,
  read: { readonly splits: SplitPieces<P>; readonly warnings: readonly string[] },
  kind: PieceKind<P>,
  { duplicates = 'refuse' }: CorpusOptions,
  facts: (splits: SplitPieces<P>) => readonly string[] = () => [],
): Corpus<P> {
  const { splits, warnings } = withoutDuplicates(read.splits, {
    name,
    policy: duplicates,
    keyOf: kind.keyOf,
  });
  const melodies = (split: Split) => splits[split].map(({ piece }) => kind.melodyOf(piece));
  const overlaps = countOverlaps(melodies('test'), melodies('train'));
  const empty = SPLITS.filter((split) => splits[split].length === 0);
  const piecesOf = (split: Split): readonly P[] => splits[split].map(({ piece }) => piece);
  return {
    train: piecesOf('train'),
    valid: piecesOf('valid'),
    test: piecesOf('test'),
    summary: [
      `${name}: ${splitCounts(splits)} pieces (train / valid / test), ${splitTotals(splits, kind.lengthOf)} ${kind.unit}`,
      ...facts(splits),
      `${overlaps} of ${splits.test.length} test pieces share ${OVERLAP_NOTES} notes of melody in a row with a ` +
        'training piece, in whatever key and rhythm',
    ].join('\n'),
    warnings: [
      ...read.warnings,
      ...warnings,
      ...(empty.length > 0 ? [`${name}: no pieces for ${empty.join(' and ')}`] : []),
    ],
  };
}
