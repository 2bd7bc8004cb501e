import { makeNoise, record, SAMPLE_RATE, type Partial } from './additive.ts';
import { frequencyOf, tuneLoop, type Tone, type TunedRecording } from './tone.ts';

/** A resonance of the mouth. */
interface Formant {
  readonly frequency: number;
  readonly bandwidth: number;
  readonly level: number;
}

/** An open vowel, between the men's and the women's. */
const VOWEL: readonly Formant[] = [
  { frequency: 680, bandwidth: 160, level: 1 },
  { frequency: 1120, bandwidth: 180, level: 0.5 },
  { frequency: 2600, bandwidth: 260, level: 0.1 },
  { frequency: 3300, bandwidth: 320, level: 0.06 },
];
/** What passes besides, so that no harmonic is missing. */
const OPEN = 0.06;

/** Out of tune by so many cents: the first leads. */
const SINGERS = [0, -9, 7, -4, 11, -13, 4] as const;
const LEADER = 1.6;
const LOOP = 2 * SAMPLE_RATE;
const BEGINNING = 0.4 * SAMPLE_RATE;
const HIGHEST = 6000;

/** A choir that sings "ah". */
export const choirTone: Tone = {
  name: 'choir',
  record: recordChoir,
  reverb: 600,
  envelope: () => ({ attack: 0.05, hold: 0, release: 0.7 }),
  vibrato: { depth: 5, rate: 5 },
};

function recordChoir(key: number): TunedRecording {
  const { cycles, cents } = tuneLoop(key, LOOP / SAMPLE_RATE);
  const frequency = frequencyOf(key);
  const noise = makeNoise(1000 + key);
  const harmonics = Math.min(32, Math.floor(HIGHEST / frequency));
  const partials = SINGERS.flatMap((detuned, singer) =>
    Array.from({ length: harmonics }, (_, index): Partial => {
      const harmonic = index + 1;
      // The voice before the mouth falls by about 8 dB an octave.
      const amplitude = resonance(harmonic * frequency) / harmonic ** 1.35;
      return {
        cycles: Math.round(harmonic * cycles * 2 ** (detuned / 1200)),
        amplitude: amplitude * (singer === 0 ? LEADER : 1),
        phase: 2 * Math.PI * noise(),
        rise: 0.05 + 0.03 * noise(),
        decay: 0,
      };
    }),
  );
  return { ...record(partials, { beginning: BEGINNING, loop: LOOP }), cents };
}

function resonance(frequency: number): number {
  return VOWEL.reduce(
    (sum, formant) =>
      sum + formant.level / (1 + ((frequency - formant.frequency) / (formant.bandwidth / 2)) ** 2) ** 0.5,
    OPEN,
  );
}
