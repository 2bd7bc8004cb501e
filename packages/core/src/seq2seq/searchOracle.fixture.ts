import { tensor1d, type Tensor1D } from '@reprise/engine';
import { EOS, tableModel, type TableModel, type TableModelOptions } from './tableModel.fixture.ts';
import type { TokenModel } from './tokenModel.ts';

export async function withModel(
  options: TableModelOptions,
  body: (model: TableModel) => Promise<void>,
): Promise<void> {
  const model = tableModel(options);
  try {
    await body(model);
  } finally {
    model.dispose();
  }
}

export interface Scored {
  readonly ids: number[];
  readonly score: number;
}

export interface Penalties {
  readonly lengthPenalty?: number;
  readonly coveragePenalty?: number;
}

/** The score of a finished output by the equations of Wu et al. 2016, from the model's numbers on the host. */
function scoreByHand(
  model: TableModel,
  source: number,
  ids: readonly number[],
  penalties: Penalties,
): number {
  const { lengthPenalty: alpha = 0, coveragePenalty: beta = 0 } = penalties;
  const steps = [...ids, EOS];
  let logProb = 0;
  const coverage = model.alignmentAfter(source, []).map(() => 0);
  steps.forEach((id, step) => {
    const before = ids.slice(0, step);
    logProb += model.logProbsAfter(source, before)[id] as number;
    model
      .alignmentAfter(source, before)
      .forEach((weight, i) => (coverage[i] = (coverage[i] as number) + weight));
  });
  const covered = coverage.reduce((sum, weight) => sum + Math.log(Math.min(weight, 1)), 0);
  return logProb / ((5 + steps.length) / 6) ** alpha + beta * covered;
}

/** Every output that ends within `maxLength` tokens, the best first. */
export function allOutputs(
  model: TableModel,
  source: number,
  maxLength: number,
  penalties: Penalties,
): Scored[] {
  const outputs: Scored[] = [];
  const visit = (ids: number[]): void => {
    outputs.push({ ids, score: scoreByHand(model, source, ids, penalties) });
    if (ids.length + 1 === maxLength) return;
    for (let id = 0; id < model.vocabSize; id++) if (id !== EOS) visit([...ids, id]);
  };
  visit([]);
  return outputs.sort((a, b) => b.score - a.score);
}

/** Beam search on the host, one source, always to the maximum length. */
export function beamByHand(
  model: TableModel,
  source: number,
  beamSize: number,
  maxLength: number,
  penalties: Penalties,
): Scored[] {
  let live = [{ ids: [] as number[], logProb: 0 }];
  const finished: Scored[] = [];
  for (let step = 0; step < maxLength; step++) {
    const candidates = live.flatMap(({ ids, logProb }) =>
      model.logProbsAfter(source, ids).map((next, id) => ({ ids: [...ids, id], logProb: logProb + next })),
    );
    live = [];
    for (const candidate of candidates.sort((a, b) => b.logProb - a.logProb)) {
      if (live.length === beamSize) break;
      if (candidate.ids.at(-1) !== EOS) live.push(candidate);
      else {
        const ids = candidate.ids.slice(0, -1);
        finished.push({ ids, score: scoreByHand(model, source, ids, penalties) });
      }
    }
  }
  return finished.sort((a, b) => b.score - a.score);
}

/** Greedy decoding on the host. */
export function greedyByHand(
  model: TableModel,
  source: number,
  maxLength: number,
): { ids: number[]; logProb: number; finished: boolean } {
  const ids: number[] = [];
  let logProb = 0;
  while (ids.length < maxLength) {
    const logProbs = model.logProbsAfter(source, ids);
    const best = logProbs.indexOf(Math.max(...logProbs));
    logProb += logProbs[best] as number;
    if (best === EOS) return { ids, logProb, finished: true };
    ids.push(best);
  }
  return { ids, logProb, finished: false };
}

/** The same model with something that happens after its `step`th step (0: after each), when the step's tensors are there. */
export function afterStep(model: TokenModel, step: number, happens: () => void): TokenModel {
  let steps = 0;
  const wrap = (wrapped: TokenModel): TokenModel => ({
    vocabSize: wrapped.vocabSize,
    initialState: () => wrapped.initialState(),
    step(ids, state) {
      const result = wrapped.step(ids, state);
      tensor1d([1]);
      steps++;
      if (step === 0 || steps === step) happens();
      return result;
    },
    select: (rows: Tensor1D) => wrap(wrapped.select(rows)),
  });
  return wrap(model);
}
