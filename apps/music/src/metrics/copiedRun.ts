import { REST, stepsOf, type VoiceGrid } from '../score.ts';
import { barLength } from './bars.ts';

/** Pieces laid out to be searched for copies. */
export interface CopyIndex {
  readonly voices: readonly number[] | undefined;
  readonly pieces: readonly VoiceGrid[];
  /** where each step of all pieces, one after the other, belongs */
  readonly pieceAt: Int32Array;
  readonly stepAt: Int32Array;
  /** the highest counted pitch of each step */
  readonly topAt: Int16Array;
  /** where each sonority sounds, whatever its transposition, the last place first */
  readonly placesOf: ReadonlyMap<string, Int32Array>;
}

/** A stretch of steps that a piece has in common with another one. */
export interface CopiedRun {
  readonly steps: number;
  /** of the piece's meter */
  readonly bars: number;
  /** how many different sonorities follow one another in it */
  readonly sonorities: number;
  /** where it begins in the piece; undefined where nothing is copied, as what follows */
  readonly at: number | undefined;
  /** the id of the piece it is found in */
  readonly of: string | undefined;
  /** where it begins there */
  readonly from: number | undefined;
  /** semitones from there to here */
  readonly shift: number | undefined;
}

export interface CopyOptions {
  /** ids of pieces that do not count: its own, of a piece that is in the corpus */
  readonly exclude?: ReadonlySet<string> | undefined;
  /** sonorities that a run needs to count as a copy; 4 where not given */
  readonly minSonorities?: number | undefined;
}

/**
 * Fewer than this are no copy but common property: a chord that is held for two bars, or a cadence of two or three
 * chords in the usual spacing, is found in any two chorales long enough.
 */
const MIN_SONORITIES = 4;

const NOTHING: CopiedRun = {
  steps: 0,
  bars: 0,
  sonorities: 0,
  at: undefined,
  of: undefined,
  from: undefined,
  shift: undefined,
};

/**
 * Lays a corpus out for {@link longestCopiedRun}.
 *
 * @param options.voices which voices count, numbers into `VOICES`: of harmonisations those that were not given; all
 *   where not given
 */
export function indexCopies(
  corpus: readonly VoiceGrid[],
  { voices }: { readonly voices?: readonly number[] | undefined } = {},
): CopyIndex {
  const total = corpus.reduce((sum, grid) => sum + stepsOf(grid), 0);
  const [pieceAt, stepAt, topAt] = [new Int32Array(total), new Int32Array(total), new Int16Array(total)];
  const places = new Map<string, number[]>();
  let place = 0;
  corpus.forEach((grid, piece) => {
    for (const [step, { shape, top }] of sonoritiesOf(grid, voices).entries()) {
      pieceAt[place] = piece;
      stepAt[place] = step;
      topAt[place] = top;
      if (top !== REST) {
        const known = places.get(shape);
        if (known) known.push(place);
        else places.set(shape, [place]);
      }
      place++;
    }
  });
  const placesOf = new Map([...places].map(([shape, some]) => [shape, Int32Array.from(some.reverse())]));
  return { voices, pieces: corpus, pieceAt, stepAt, topAt, placesOf };
}

/**
 * The longest stretch of consecutive steps in which all counted voices of a piece equal those of one piece of the
 * corpus, transposed as a whole by any interval: what a model may have learned by heart. A step at which all of them are
 * silent ends a stretch. The first of equally long ones in the piece, and of the corpus.
 *
 * Takes time in proportion to the pairs of steps that sound alike, a few per cent of all pairs.
 */
export function longestCopiedRun(
  grid: VoiceGrid,
  index: CopyIndex,
  { exclude, minSonorities = MIN_SONORITIES }: CopyOptions = {},
): CopiedRun {
  const { pieceAt, stepAt, topAt, placesOf, pieces, voices } = index;
  const isExcluded = pieces.map(({ id }) => exclude?.has(id) ?? false);
  // Of the last run that ended at each place of the corpus: its steps, its sonorities, and at which step of the grid.
  const [lengths, counts] = [new Int32Array(topAt.length), new Int32Array(topAt.length)];
  const endedAt = new Int32Array(topAt.length).fill(-2);
  let before: Sonority = { shape: '', top: REST };
  let best = NOTHING;
  for (const [step, now] of sonoritiesOf(grid, voices).entries()) {
    const change = Number(now.shape !== before.shape || now.top !== before.top);
    // From the last place to the first: the place before is still as the step before has left it.
    for (const place of placesOf.get(now.shape) ?? []) {
      const piece = pieceAt[place] as number;
      if (isExcluded[piece]) continue;
      const shift = now.top - (topAt[place] as number);
      const goesOn =
        endedAt[place - 1] === step - 1 &&
        pieceAt[place - 1] === piece &&
        before.top - (topAt[place - 1] as number) === shift;
      const length = goesOn ? (lengths[place - 1] as number) + 1 : 1;
      const sonorities = goesOn ? (counts[place - 1] as number) + change : 1;
      [lengths[place], counts[place], endedAt[place]] = [length, sonorities, step];
      if (sonorities < minSonorities || length < best.steps) continue;
      const from = (stepAt[place] as number) - length + 1;
      const at = step - length + 1;
      // Places come from the last to the first: of equally long runs the later one met is the earlier in the corpus.
      if (length > best.steps || at === best.at) {
        best = {
          steps: length,
          bars: length / barLength(grid),
          sonorities,
          at,
          of: pieces[piece]?.id,
          from,
          shift,
        };
      }
    }
    before = now;
  }
  return best;
}

interface Sonority {
  /** how far each counted voice is below the highest sounding one */
  readonly shape: string;
  /** REST where all are silent */
  readonly top: number;
}

function sonoritiesOf(grid: VoiceGrid, voices: readonly number[] | undefined): Sonority[] {
  const counted = grid.voices.filter((_, voice) => voices?.includes(voice) ?? true);
  return Array.from({ length: stepsOf(grid) }, (_, step) => {
    const pitches = counted.map((voice) => voice[step] as number);
    const top = Math.max(...pitches);
    return { shape: pitches.map((pitch) => (pitch === REST ? '' : top - pitch)).join(' '), top };
  });
}
