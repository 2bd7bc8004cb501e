import { SPLITS, type Split } from '@reprise/app/corpus';

/** A piece with the name by which messages call it. */
export interface NamedPiece<P> {
  readonly id: string;
  readonly piece: P;
}

export type SplitPieces<P> = Readonly<Record<Split, readonly NamedPiece<P>[]>>;

/** An empty place for the pieces of each split. */
export function noPieces<P>(): Record<Split, NamedPiece<P>[]> {
  return { train: [], valid: [], test: [] };
}

/** The same pieces in another form. */
export function mapPieces<P, Q>(splits: SplitPieces<P>, change: (piece: P) => Q): SplitPieces<Q> {
  const changed = noPieces<Q>();
  for (const split of SPLITS)
    for (const { id, piece } of splits[split]) changed[split].push({ id, piece: change(piece) });
  return changed;
}

/** All pieces in the order of {@link SPLITS}. */
export function allPieces<P>(splits: SplitPieces<P>): P[] {
  return SPLITS.flatMap((split) => splits[split].map(({ piece }) => piece));
}

/** The total of a number that each piece has, for each split; as `splitCounts`. */
export function splitTotals<P>(splits: SplitPieces<P>, countOf: (piece: P) => number): string {
  return SPLITS.map((split) =>
    splits[split].reduce((sum, { piece }) => sum + countOf(piece), 0).toLocaleString('en-US'),
  ).join(' / ');
}

/** `1 piece`, `2 pieces`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
