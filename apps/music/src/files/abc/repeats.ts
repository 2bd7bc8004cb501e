/** A bar line and what it does to the order in which music is played. */
export interface AbcBar {
  /** where it stands in the notation, in ticks */
  readonly time: number;
  readonly endsRepeat: boolean;
  readonly startsRepeat: boolean;
  /** the passes that play what follows; undefined where no ending begins */
  readonly ending: readonly number[] | undefined;
  readonly endsEnding: boolean;
}

/** Music from one time of the notation to another. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Whether a voice says anything of the order. */
export function hasRepeats(bars: readonly AbcBar[]): boolean {
  return bars.some(({ endsRepeat, ending }) => endsRepeat || ending !== undefined);
}

/**
 * The order in which written music is played: what stands before an end of repeat comes again, from the last start of
 * repeat, else from where the repeat before ended; of endings, each pass plays its own.
 *
 * @param bars in the order of their times
 * @param end of the notation
 */
export function playingOrder(bars: readonly AbcBar[], end: number): Stretch[] {
  const order: Stretch[] = [];
  let from = 0;
  /** where a repeat goes back to, and how many times the music there has begun */
  let [start, startTime, pass] = [0, 0, 1];
  const begin = (index: number, time: number) => {
    [start, startTime, pass] = [index, time, 1];
  };
  const play = (to: number) => {
    if (to > from) order.push({ from, to });
  };
  let skipped = false;
  for (let index = 0; index < bars.length; index++) {
    const { [index]: bar } = bars;
    if (bar === undefined) break;
    if (bar.endsRepeat && !skipped) {
      if (pass < passesFrom(bars, start, index)) {
        play(bar.time);
        pass++;
        from = startTime;
        index = start - 1;
        continue;
      }
      begin(index + 1, bar.time);
    }
    skipped = false;
    if (bar.startsRepeat || (bar.endsEnding && bar.ending === undefined)) begin(index + 1, bar.time);
    if (bar.ending !== undefined && !bar.ending.includes(pass)) {
      play(bar.time);
      const next = bars.findIndex((later, at) => at > index && endsStretch(later));
      from = bars[next]?.time ?? end;
      if (next === -1) return order;
      index = next - 1;
      skipped = true;
    }
  }
  play(end);
  return order;
}

function endsStretch({ ending, endsRepeat, endsEnding }: AbcBar): boolean {
  return ending !== undefined || endsRepeat || endsEnding;
}

/** How often the music from a start of repeat is begun: as often as its endings say, twice where there are none. */
function passesFrom(bars: readonly AbcBar[], start: number, end: number): number {
  let passes = 2;
  for (let index = start; index < bars.length; index++) {
    const { [index]: bar } = bars;
    if (bar === undefined) break;
    for (const number of bar.ending ?? []) passes = Math.max(passes, number);
    const isLast = bar.startsRepeat || (bar.ending === undefined && (bar.endsRepeat || bar.endsEnding));
    if (index >= end && isLast) break;
  }
  return passes;
}
