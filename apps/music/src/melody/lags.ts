import { TICKS_PER_QUARTER, toTicks, type Melody } from './melody.ts';

/** The longest lag, in quarters. */
const LONGEST = 64;

/**
 * Lags, in ticks, at which melodies repeat themselves: one after the other, always the one that foretells most of the
 * notes that the lags before it do not, by the note that began so long ago.
 * @param count at most so many
 * @returns ascending
 */
export function repeatLags(melodies: readonly Pick<Melody, 'notes'>[], count: number): number[] {
  const repeated = melodies.map(repeatsOf);
  const open = repeated.map((places) => places.map(() => true));
  const lags: number[] = [];
  while (lags.length < count) {
    const gains = new Map<number, number>();
    repeated.forEach((places, tune) => {
      places.forEach((own, place) => {
        if (open[tune]?.[place] === true) for (const lag of own) gains.set(lag, (gains.get(lag) ?? 0) + 1);
      });
    });
    const [best] = [...gains].sort(([a, gainA], [b, gainB]) => gainB - gainA || a - b);
    if (best === undefined) break;
    lags.push(best[0]);
    repeated.forEach((places, tune) => {
      places.forEach((own, place) => {
        if (own.includes(best[0])) (open[tune] as boolean[])[place] = false;
      });
    });
  }
  return lags.sort((a, b) => a - b);
}

/** For each note the lags, whole eighths, at which it repeats a note along with the one before it. */
function repeatsOf({ notes }: Pick<Melody, 'notes'>): number[][] {
  const ticks = notes.map(({ duration }) => toTicks(duration));
  const onsets: number[] = [];
  ticks.reduce((time, own) => (onsets.push(time), time + own), 0);
  const isSame = (one: number, other: number): boolean =>
    ticks[one] === ticks[other] && notes[one]?.pitch === notes[other]?.pitch;
  return notes.map((_, index) => {
    const lags: number[] = [];
    for (let earlier = index - 1; earlier > 0; earlier--) {
      const lag = (onsets[index] as number) - (onsets[earlier] as number);
      if (lag > LONGEST * TICKS_PER_QUARTER) break;
      if (lag % (TICKS_PER_QUARTER / 2) === 0 && isSame(index, earlier) && isSame(index - 1, earlier - 1))
        lags.push(lag);
    }
    return lags;
  });
}
