import { makeNoise, record, SAMPLE_RATE, type Partial } from './additive.ts';
import { frequencyOf, tuneLoop, type Tone, type TunedRecording } from './tone.ts';

/** A row of pipes that sound together with the others of their key. */
interface Rank {
  /** 1 for pipes at the pitch of the key (eight feet), 2 an octave above it */
  readonly octave: number;
  readonly level: number;
  /** cents from the pitch: ranks that differ beat slowly, as real ones do */
  readonly detuned: number;
  /** of each harmonic, from the first on */
  readonly harmonics: readonly number[];
  /** seconds in which the first harmonic speaks; higher ones are faster */
  readonly speech: number;
}

/** The soft full sound of an organ's principal chorus, of four ranks. */
const RANKS: readonly Rank[] = [
  {
    octave: 1,
    level: 1,
    detuned: 0,
    harmonics: [1, 0.56, 0.34, 0.2, 0.15, 0.1, 0.07, 0.05, 0.035, 0.025, 0.018, 0.012],
    speech: 0.035,
  },
  { octave: 1, level: 0.7, detuned: 1.5, harmonics: [1, 0.04, 0.22, 0.02, 0.06, 0.01, 0.02], speech: 0.025 },
  {
    octave: 2,
    level: 0.32,
    detuned: -1.5,
    harmonics: [1, 0.42, 0.24, 0.13, 0.08, 0.05, 0.03],
    speech: 0.022,
  },
  { octave: 4, level: 0.1, detuned: 1.5, harmonics: [1, 0.3, 0.14, 0.06], speech: 0.018 },
];
const LOOP = 2 * SAMPLE_RATE;
const BEGINNING = 0.25 * SAMPLE_RATE;
/** What is higher is heard as sharpness only. */
const HIGHEST = 9000;
/** The air that is heard before a pipe speaks. */
const CHIFF = { level: 0.035, rise: 0.004, decay: 28, harmonic: 3 };

/** An organ: it speaks at once, and does not fade. */
export const pipeTone: Tone = {
  name: 'organ',
  record: recordPipes,
  reverb: 700,
  envelope: () => ({ attack: 0.004, hold: 0, release: 0.45 }),
};

function recordPipes(key: number): TunedRecording {
  const { cycles, cents } = tuneLoop(key, LOOP / SAMPLE_RATE);
  const noise = makeNoise(key + 1);
  const partials = RANKS.flatMap(({ octave, level, detuned, harmonics, speech }) =>
    harmonics.flatMap((amplitude, index): Partial[] => {
      const harmonic = octave * (index + 1);
      // Voicing: a pipe of the treble has fewer harmonics.
      const brightness = Math.min(1, 440 / frequencyOf(key)) ** (0.25 * index);
      if (harmonic * frequencyOf(key) > HIGHEST) return [];
      return [
        {
          cycles: Math.round(harmonic * cycles * 2 ** (detuned / 1200)),
          amplitude: level * amplitude * brightness,
          phase: 2 * Math.PI * noise(),
          rise: speech / (index + 1) ** 0.4,
          decay: 0,
        },
      ];
    }),
  );
  const sound = record(partials, { beginning: BEGINNING, loop: LOOP });
  addChiff(sound.samples, CHIFF.harmonic * frequencyOf(key), noise);
  return { ...sound, cents };
}

/** Noise around a frequency, which fades before the loop. */
function addChiff(samples: Float32Array, frequency: number, noise: () => number): void {
  const angle = (2 * Math.PI * Math.min(frequency, HIGHEST)) / SAMPLE_RATE;
  const width = 0.985;
  const feedback = 2 * width * Math.cos(angle);
  let [last, before] = [0, 0];
  for (let index = 0; index < BEGINNING; index++) {
    const now = (1 - width) * (2 * noise() - 1) + feedback * last - width * width * before;
    [last, before] = [now, last];
    const time = index / SAMPLE_RATE;
    const level = (1 - Math.exp(-time / CHIFF.rise)) * Math.exp(-CHIFF.decay * time);
    samples[index] = (samples[index] as number) + 8 * CHIFF.level * level * now;
  }
}
