import { barQuarters, type Meter, type Score } from '../../score.ts';

/** One bar. Times are in quarter notes. */
export interface Bar {
  readonly onset: number;
  readonly end: number;
  /** as musicians count: an upbeat is 0, the first whole bar 1 */
  readonly number: number;
  /** onsets of the beats behind the first */
  readonly beats: readonly number[];
  readonly meter: Meter;
}

const USUAL_METER: Meter = { beats: 4, unit: 4 };
/** Onsets of files that were played are not exact. */
const ROUNDING = 1e-6;

/** The bars of a score from its beginning to the one that `end` is in. A change of meter begins a new bar. */
export function barsOf({ meters, upbeat }: Pick<Score, 'meters' | 'upbeat'>, end: number): Bar[] {
  const bars: Bar[] = [];
  let onset = 0;
  while (onset < end - ROUNDING || bars.length === 0) {
    const meter = meters.findLast((change) => change.onset <= onset + ROUNDING) ?? meters[0] ?? USUAL_METER;
    const isUpbeat = onset === 0 && upbeat > ROUNDING;
    const whole = onset + (isUpbeat ? upbeat : barQuarters(meter));
    const change = meters.find((next) => next.onset > onset + ROUNDING && next.onset < whole - ROUNDING);
    const barEnd = change?.onset ?? whole;
    const last = bars.at(-1);
    bars.push({
      onset,
      end: barEnd,
      number: isUpbeat ? 0 : (last?.number ?? 0) + 1,
      beats: beatsOf(isUpbeat ? whole - barQuarters(meter) : onset, meter).filter(
        (beat) => beat > onset + ROUNDING && beat < barEnd - ROUNDING,
      ),
      meter,
    });
    onset = barEnd;
  }
  return bars;
}

/** The beats of a whole bar: in 6/8 and its like, three units each. */
function beatsOf(onset: number, { beats, unit }: Meter): number[] {
  const units = unit >= 8 && beats > 3 && beats % 3 === 0 ? 3 : 1;
  return Array.from({ length: Math.ceil(beats / units) }, (_, beat) => onset + (beat * units * 4) / unit);
}
