export const SPLITS = ['train', 'valid', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Pieces to train on, to choose a model by, and to test it on. No piece is in two of them, in whatever key. */
export interface Corpus<P> {
  readonly train: readonly P[];
  readonly valid: readonly P[];
  readonly test: readonly P[];
  /** what it holds, in lines for a person: sizes, what was guessed, what training and test have in common */
  readonly summary: string;
  /** what was left out, mended or may be amiss, a line each */
  readonly warnings: readonly string[];
}

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

/** As `229 / 76 / 77`. */
export function splitCounts(splits: Readonly<Record<Split, readonly unknown[]>>): string {
  return SPLITS.map((split) => splits[split].length.toLocaleString('en-US')).join(' / ');
}

/** The total of a number that each piece has, for each split; as {@link splitCounts}. */
export function splitTotals<P>(splits: SplitPieces<P>, countOf: (piece: P) => number): string {
  return SPLITS.map((split) =>
    splits[split].reduce((sum, { piece }) => sum + countOf(piece), 0).toLocaleString('en-US'),
  ).join(' / ');
}

/** `1 piece`, `2 pieces`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
