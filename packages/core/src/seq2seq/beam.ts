import { clone, scope, tensor1d, topk, type Retained, type Tensor, type TypedArray } from '@reprise/engine';
import { InputError } from '../errors.ts';
import type { State } from '../nn/cell.ts';
import { carry, readAll, tensorsOf, turns, type Named } from './carry.ts';
import { checkNumber } from './draws.ts';
import { chooseRows, CROWDED } from './generate.ts';
import type { Hypothesis } from './hypothesis.ts';
import { applyScorers, type Prefix, type Scorer } from './scorers.ts';
import { checkOption, lengthLimits, searchScorers, type SearchOptions } from './searchOptions.ts';
import { SourceBeam, type Candidate } from './sourceBeam.ts';
import { selectRows, type TokenEmission, type TokenModel } from './tokenModel.ts';

export interface BeamSearchOptions extends SearchOptions {
  /** how many hypotheses of a source go on at each step */
  readonly beamSize: number;
  /** how many come back for each source (default 1) */
  readonly nBest?: number | undefined;
  /** alpha of Wu et al. 2016: 0 (the default) ranks by log-probability, 1 nearly by that of the average token */
  readonly lengthPenalty?: number | undefined;
  /** beta of Wu et al. 2016: how much a source that was not attended to costs (default 0) */
  readonly coveragePenalty?: number | undefined;
  /** for the coverage penalty: how many positions of each source are real (default all) */
  readonly sourceLengths?: ArrayLike<number> | undefined;
}

/**
 * Beam search (Graves 2012; Sutskever et al. 2014) over all sources of a batch at once. Live hypotheses, being of one
 * length, compete by log-probability, finished ones by score = logProb / lp(length) + coverage penalty (Wu et al. 2016,
 * equation 14; eos counts).
 *
 * A source is done at its maximum length, or when it has `nBest` finished hypotheses and the bound of its most
 * probable live one, its log-probability divided by the length penalty of the maximum length, does not exceed the
 * worst of them. So no stop ever changes a result; stopping at the first `beamSize` finished would favour the short.
 *
 * Rows are sources × `beamSize`. At each step only the `beamSize` + 1 best tokens of each row come to the host: all
 * that can matter, since at most one of them is eos. One gather reorders the state; the model's memory moves only
 * when sources leave the batch.
 *
 * @returns for each source its hypotheses, the best first: at least one; those that ended with eos where there are any,
 *   else the live ones as they stand at the maximum length
 * @throws InputError when an option is not valid
 * @throws the signal's reason once it is aborted, which is looked up before each step
 */
export async function beamSearch(model: TokenModel, options: BeamSearchOptions): Promise<Hypothesis[][]> {
  const { beamSize, bos, eos, signal } = options;
  const scorers = searchScorers(options);
  const turn = turns();
  const carried = carry();
  let selected: Retained<TokenModel> | undefined;
  try {
    let state: State = scope(() => model.initialState().map((part) => clone(part)));
    carried.hold(state);
    const beams = makeBeams(options, state[0]?.shape[0] ?? 0);
    // Until the first tokens are chosen, all hypotheses of a source are one.
    let layout: Layout = { beams, width: 1 };
    let order: number[] | undefined;
    while (layout.beams.some((beam) => !beam.done)) {
      await turn();
      signal?.throwIfAborted();
      const current = selected?.value ?? model;
      const prefixes = prefixesOf(layout, eos);
      const stepped = scope(() => {
        const ids = tensor1d(Int32Array.from(prefixes, (prefix) => prefix.ids.at(-1) ?? bos));
        const count = Math.min(beamSize + 1, current.vocabSize);
        const emission =
          scorers.length === 0 && current.best
            ? current.best(ids, state, count, order && tensor1d(Int32Array.from(order)))
            : bestOf(current.step(ids, order ? chooseRows(state, order) : state), scorers, prefixes, count);
        const { state: next, ...numbers } = emission;
        checkCoverage(options, numbers.alignment);
        return { state: [...next], numbers };
      });
      state = stepped.state;
      carried.hold([...state, ...tensorsOf(stepped.numbers)]);
      advance(layout, await readAll(stepped.numbers));

      const next = nextLayout(layout, beamSize);
      order = rowOrder(layout, next);
      if (next.width !== layout.width || next.beams.length !== layout.beams.length) {
        const before = selected;
        selected = selectRows(
          model,
          next.beams.flatMap(({ source }) => new Array<number>(next.width).fill(source)),
        );
        before?.free();
      }
      layout = next;
    }
    return beams.map((beam) => beam.best());
  } finally {
    carried.release();
    selected?.free();
  }
}

/** The best tokens of each row, as the scorers see them. */
function bestOf<E extends TokenEmission>(
  emission: E,
  scorers: readonly Scorer[],
  prefixes: readonly Prefix[],
  count: number,
): E {
  const { values, indices } = topk(applyScorers(scorers, emission.logProbs, prefixes), count);
  return { ...emission, logProbs: values, ids: indices };
}

/** How the rows of the batch are laid out: `width` rows for each source, its live hypotheses first. */
interface Layout {
  readonly beams: readonly SourceBeam[];
  readonly width: number;
}

function makeBeams(options: BeamSearchOptions, sources: number): SourceBeam[] {
  const { eos, beamSize, nBest = 1, lengthPenalty = 0, coveragePenalty = 0, sourceLengths } = options;
  const check = checkOption.bind(undefined, 'beamSearch');
  for (const [name, value] of Object.entries({ beamSize, nBest })) {
    check(name, value, 'a whole number from 1 on', (count) => Number.isInteger(count) && count >= 1);
  }
  for (const [name, value] of Object.entries({ lengthPenalty, coveragePenalty })) {
    check(name, value, 'a number from 0 on', (weight) => Number.isFinite(weight) && weight >= 0);
  }
  check(
    'sourceLengths',
    sourceLengths?.length,
    `one for each of the ${sources} sources`,
    (length) => length === sources,
  );
  return lengthLimits(options, sources).map((maxLength, source) => {
    const sourceLength = sourceLengths?.[source];
    return new SourceBeam({
      source,
      eos,
      beamSize,
      nBest,
      maxLength,
      lengthPenalty,
      coveragePenalty,
      sourceLength,
    });
  });
}

function checkCoverage({ coveragePenalty = 0 }: BeamSearchOptions, alignment: Tensor | undefined): void {
  if (coveragePenalty === 0 || alignment) return;
  throw new InputError(
    `beamSearch: expected a model with attention for coveragePenalty ${coveragePenalty}, got one without. Set it to 0.`,
  );
}

/** What stands in each row. Rows beyond the live hypotheses hold nothing; they go on from eos and are not looked at. */
function prefixesOf({ beams, width }: Layout, eos: number): Prefix[] {
  return beams.flatMap(({ source, live }) =>
    Array.from({ length: width }, (_, slot) => live[slot] ?? { source, ids: [eos] }),
  );
}

/** Gives every source that is not done its candidates. */
function advance(
  { beams, width }: Layout,
  { logProbs, ids, alignment }: Named<'logProbs' | 'ids' | 'alignment', TypedArray>,
): void {
  if (!logProbs || !ids) return;
  const rows = beams.length * width;
  const count = logProbs.length / rows;
  const sourceSize = (alignment?.length ?? 0) / rows;
  beams.forEach((beam, index) => {
    if (beam.done) return;
    const candidates: Candidate[] = [];
    beam.live.forEach((live, parent) => {
      const row = index * width + parent;
      for (let place = row * count; place < (row + 1) * count; place++) {
        const logProb = checkNumber(live.logProb + (logProbs[place] as number));
        if (logProb > -Infinity) candidates.push({ parent, id: ids[place] as number, logProb });
      }
    });
    candidates.sort((a, b) => b.logProb - a.logProb);
    const weights =
      alignment && beam.live.map((_, parent) => rowOfWeights(alignment, index * width + parent, sourceSize));
    beam.advance(candidates, weights);
  });
}

function rowOfWeights(alignment: TypedArray, row: number, size: number): Float32Array {
  return new Float32Array(alignment.subarray(row * size, (row + 1) * size));
}

/** Sources that are done leave the batch when they are many, and whenever the rows change anyway. */
function nextLayout({ beams, width }: Layout, beamSize: number): Layout {
  const open = beams.filter((beam) => !beam.done);
  const leave = open.length > 0 && (width !== beamSize || open.length <= CROWDED * beams.length);
  return leave ? { beams: open, width: beamSize } : { beams, width };
}

/** For each row of the next step the row of this one that it goes on from; undefined when each goes on from itself. */
function rowOrder(from: Layout, to: Layout): number[] | undefined {
  const places = new Map(from.beams.map((beam, index) => [beam, index]));
  const order = to.beams.flatMap((beam) => {
    const first = (places.get(beam) as number) * from.width;
    return Array.from({ length: to.width }, (_, slot) => first + (beam.live[slot]?.parent ?? 0));
  });
  const stays =
    from.beams.length === to.beams.length &&
    from.width === to.width &&
    order.every((row, index) => row === index);
  return stays ? undefined : order;
}
