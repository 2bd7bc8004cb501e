import { REST, VOICES } from '../score.ts';

/** Where voices are on the whole, for pieces of which no step says it: C5, F4, C4, F3. */
const USUAL = [72, 65, 60, 53];

export interface VoiceSteps {
  /** in the order of `VOICES` */
  readonly voices: Int16Array[];
  /** steps with some of the voices but not all, whose voices were told from their neighbours */
  readonly mended: number;
}

/**
 * Lays steps of soprano, alto, tenor and bass out as voices. Some steps have fewer numbers than voices, the silent ones
 * being left out: there the order stays, and the voices are the ones nearest to the steps before and after that have
 * all of them. A step without numbers is silent.
 *
 * @param steps at most four numbers each; MIDI pitch or REST
 */
export function layVoices(steps: readonly (readonly number[])[]): VoiceSteps {
  const voices = VOICES.map(() => new Int16Array(steps.length).fill(REST));
  let mended = 0;
  steps.forEach((pitches, step) => {
    const isPart = pitches.length > 0 && pitches.length < VOICES.length;
    if (isPart) mended++;
    const order = isPart ? nearestVoices(pitches, neighbours(steps, step)) : [0, 1, 2, 3];
    pitches.forEach((pitch, index) => {
      (voices[order[index] as number] as Int16Array)[step] = pitch;
    });
  });
  return { voices, mended };
}

/** The pitches of each voice in the nearest whole steps before and after. */
function neighbours(steps: readonly (readonly number[])[], at: number): number[][] {
  const isWhole = (step: readonly number[]): boolean => step.length === VOICES.length && !step.includes(REST);
  const whole = [steps.slice(0, at).findLast(isWhole), steps.slice(at + 1).find(isWhole)];
  const known = whole.filter((step) => step !== undefined);
  return VOICES.map((_, voice) =>
    known.length === 0 ? [USUAL[voice] as number] : known.map((step) => step[voice] as number),
  );
}

/** The ascending choice of voices whose pitches move least. */
function nearestVoices(pitches: readonly number[], around: readonly number[][]): number[] {
  let best: number[] = [];
  let least = Infinity;
  for (const voices of ascending(pitches.length)) {
    const motion = voices.reduce((sum, voice, index) => {
      const pitch = pitches[index] as number;
      const near = around[voice] as number[];
      return sum + (pitch === REST ? 0 : Math.min(...near.map((other) => Math.abs(pitch - other))));
    }, 0);
    if (motion < least) [best, least] = [voices, motion];
  }
  return best;
}

/** All ascending lists of so many voices. */
function ascending(count: number, from = 0): number[][] {
  if (count === 0) return [[]];
  return VOICES.flatMap((_, voice) =>
    voice < from ? [] : ascending(count - 1, voice + 1).map((rest) => [voice, ...rest]),
  );
}
