import { makeNoise, record, SAMPLE_RATE, type Partial } from './additive.ts';
import { frequencyOf, tuneLoop, type Tone, type TunedRecording } from './tone.ts';

/** How a string is set into motion, and how it fades. */
interface Stroke {
  readonly name: string;
  /** where along the string, from 0 to 1/2: harmonics with a node there are missing */
  readonly position: number;
  /** harmonics fall by this power of their number */
  readonly fall: number;
  /** hertz above which a soft hammer or finger leaves out what is higher */
  readonly softness: number;
  /** seconds in which the first harmonic of middle C fades by 60 dB */
  readonly ring: number;
  /** how much faster the higher harmonics fade */
  readonly damping: number;
  /** noise of the blow */
  readonly knock: number;
  readonly release: number;
}

const HAMMER: Stroke = {
  name: 'piano',
  position: 0.12,
  fall: 0.85,
  softness: 1600,
  ring: 7,
  damping: 0.09,
  knock: 0.12,
  release: 0.5,
};
const FINGER: Stroke = {
  name: 'harp',
  position: 0.3,
  fall: 1.3,
  softness: 2400,
  ring: 4,
  damping: 0.2,
  knock: 0.04,
  release: 0.9,
};

const LOOP = 2 * SAMPLE_RATE;
const BEGINNING = SAMPLE_RATE;
const HIGHEST = 10_000;
/** What a string of steel adds to its harmonics' frequency, by the square of their number (Fletcher 1964). */
const STIFFNESS = 4e-4;
const MOST_HARMONICS = 40;
/** Periods of the loop by which the second string of a key is out of tune with the first. */
const SECOND_STRING = { beats: 1, level: 0.55 };
const MIDDLE_C = 60;

/** A piano. */
export const struckTone: Tone = makeTone(HAMMER);
/** A harp, and what else is plucked. */
export const pluckedTone: Tone = makeTone(FINGER);

/** The high harmonics fade within the recording; what is left at its end fades with the envelope. */
function makeTone(stroke: Stroke): Tone {
  return {
    name: stroke.name,
    record: (key) => recordString(key, stroke),
    reverb: 350,
    envelope: (key) => ({
      attack: 0.001,
      hold: BEGINNING / SAMPLE_RATE,
      decay: (100 / 60) * ringOf(key, stroke),
      release: stroke.release,
    }),
  };
}

/** High strings ring for a shorter time. */
function ringOf(key: number, { ring }: Stroke): number {
  return ring * 2 ** ((MIDDLE_C - key) / 18);
}

function recordString(key: number, stroke: Stroke): TunedRecording {
  const { cycles, cents } = tuneLoop(key, LOOP / SAMPLE_RATE);
  const frequency = frequencyOf(key);
  const noise = makeNoise(2000 + key);
  const decay = Math.log(1000) / ringOf(key, stroke);
  const harmonics = Math.min(MOST_HARMONICS, Math.floor(HIGHEST / frequency));
  const stiffness = STIFFNESS * 2 ** ((key - MIDDLE_C) / 12);
  const partials = Array.from({ length: harmonics }, (_, index): Partial[] => {
    const harmonic = index + 1;
    const stretch = Math.sqrt((1 + stiffness * harmonic ** 2) / (1 + stiffness));
    const amplitude =
      (Math.abs(Math.sin(Math.PI * harmonic * stroke.position)) + 0.05) /
      harmonic ** stroke.fall /
      (1 + (harmonic * frequency) / stroke.softness);
    const partial = {
      cycles: Math.round(harmonic * cycles * stretch),
      amplitude,
      phase: 2 * Math.PI * noise(),
      rise: 0.002,
      decay: decay * (1 + stroke.damping * (harmonic ** 1.5 - 1)),
    };
    const second = {
      ...partial,
      cycles: partial.cycles + SECOND_STRING.beats,
      amplitude: SECOND_STRING.level * amplitude,
    };
    return [partial, second];
  }).flat();
  const sound = record(partials, { beginning: BEGINNING, loop: LOOP });
  addKnock(sound.samples, stroke.knock, noise);
  return { ...sound, cents };
}

/** The blow itself, heard through the wood: dull noise of a few hundredths of a second. */
function addKnock(samples: Float32Array, level: number, noise: () => number): void {
  let [dull, duller] = [0, 0];
  for (let index = 0; index < 0.15 * SAMPLE_RATE; index++) {
    dull += 0.06 * (2 * noise() - 1 - dull);
    duller += 0.06 * (dull - duller);
    const time = index / SAMPLE_RATE;
    const shape = (1 - Math.exp(-time / 0.002)) * Math.exp(-45 * time);
    samples[index] = (samples[index] as number) + 12 * level * shape * duller;
  }
}
