import { generate, InputError, type Sampling } from '@reprise/core';
import type { Rng } from '@reprise/engine';
import { ofLength, type MelodyConstraint } from './constraints.ts';
import { toTicks, type Melody, type MelodyNote } from './melody.ts';
import { melodyDraw } from './melodyDraw.ts';
import type { MelodyModel } from './melodyModel.ts';
import { MelodyRow } from './melodyRow.ts';
import { firstState, melodyStepper } from './melodyStepper.ts';

export interface SampleMelodyOptions extends Sampling {
  readonly rng: Rng;
  /** what is given; the tune goes on behind it */
  readonly beginning?: readonly MelodyNote[] | undefined;
  /** for a model that knows chords */
  readonly chords?: Melody['chords'];
  /** how long the whole tune shall be, its beginning counted in; without it the model ends it */
  readonly length?: { readonly notes: number } | { readonly quarters: number } | undefined;
  readonly constraints?: readonly MelodyConstraint[] | undefined;
  readonly id?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SampledMelody extends Melody {
  /** of what was drawn, in nats */
  readonly logProb: number;
  /** how often a constraint had to give way */
  readonly broken: number;
}

/** Where the model finds no end. */
const MOST_NOTES = 2000;

/** A tune, from the beginning or going on from one. @throws as {@link sampleMelodies} */
export async function sampleMelody(model: MelodyModel, options: SampleMelodyOptions): Promise<SampledMelody> {
  const [melody] = await sampleMelodies(model, { ...options, count: 1 });
  return melody as SampledMelody;
}

/**
 * Several tunes for the same request, the first of them the one of {@link sampleMelody}.
 * @throws InputError for a beginning that is as long as the tune shall be, or longer
 */
export async function sampleMelodies(
  model: MelodyModel,
  options: SampleMelodyOptions & { readonly count: number },
): Promise<SampledMelody[]> {
  const {
    count,
    rng,
    beginning = [],
    chords,
    length,
    constraints = [],
    id = 'melody',
    signal,
    ...sampling
  } = options;
  const { vocabulary, reader } = model;
  const wanted =
    length === undefined
      ? {}
      : 'notes' in length
        ? { notes: length.notes }
        : { ticks: toTicks(length.quarters) };
  checkBeginning(beginning, wanted);
  const rows = Array.from(
    { length: count },
    () => new MelodyRow(vocabulary, reader, { notes: beginning, chords }, wanted),
  );
  const broken = new Int32Array(count);
  const { durations } = vocabulary.spec;
  const generated = await generate(melodyStepper(model), {
    input: () => ({ rows }),
    state: () => firstState(model, count),
    draw: melodyDraw(rows, vocabulary, {
      ...sampling,
      constraints:
        wanted.ticks === undefined ? constraints : [ofLength(wanted.ticks, durations), ...constraints],
      onBroken: (source) => (broken[source] as number)++,
    }),
    rng,
    maxLength: rows.map(() => 2 * (wanted.notes ?? MOST_NOTES)),
    isDone: (_, { source, values }) => {
      const row = rows[source] as MelodyRow;
      row.follow(values);
      return row.isOver;
    },
    signal,
  });
  return generated.map(({ values, logProb }, source) => {
    const row = rows[source] as MelodyRow;
    row.follow(values);
    return { id, notes: row.notes, ...(chords && { chords }), logProb, broken: broken[source] as number };
  });
}

function checkBeginning(
  beginning: readonly MelodyNote[],
  { notes = Infinity, ticks = Infinity }: { readonly notes?: number; readonly ticks?: number },
): void {
  const time = beginning.reduce((sum, { duration }) => sum + toTicks(duration), 0);
  if (beginning.length < notes && time < ticks) return;
  throw new InputError(
    `melody: expected a tune longer than its beginning, got ${notes < Infinity ? `${notes} notes` : `${ticks / 48} quarters`} ` +
      `for a beginning of ${beginning.length} notes. Ask for more, or give less.`,
  );
}
