import {
  add,
  dispose,
  gather,
  keep,
  logSoftmax,
  matMul,
  Rng,
  softmax,
  tanh,
  tensor2d,
  zeros,
  type Tensor1D,
  type Tensor2D,
} from '@reprise/engine';
import type { TokenModel } from './tokenModel.ts';

export const BOS = 1;
export const EOS = 0;

/**
 * A tiny recurrent model over tokens with fixed random weights, and the same on the host in float64, from the
 * equations: h' = tanh(A h + E[id]); logProbs = logSoftmax(B h' + b[source]); alignment = softmax(C h' + c[source]).
 * What belongs to a source is its bound memory.
 */
export interface TableModel extends TokenModel {
  /** the number of rows of every step that was made */
  readonly rowCounts: number[];
  logProbsAfter(source: number, ids: readonly number[]): number[];
  alignmentAfter(source: number, ids: readonly number[]): number[];
  dispose(): void;
}

const HIDDEN = 3;

export interface TableModelOptions {
  readonly sources: number;
  readonly vocabSize?: number;
  readonly seed?: number;
  readonly sourceSize?: number;
  /** ids that the model holds for impossible */
  readonly impossible?: readonly number[];
  /** added to the logit of eos */
  readonly eosBias?: number;
  /** the first source's number, so that a model of one source can be the same as that of a batch */
  readonly firstSource?: number;
}

export function tableModel(options: TableModelOptions): TableModel {
  const {
    sources,
    vocabSize = 5,
    seed = 1,
    sourceSize = 3,
    impossible = [],
    eosBias = 0,
    firstSource = 0,
  } = options;
  const rng = Rng.fromSeed(seed);
  const table = (name: string, rows: number, columns: number, scale: number): number[][] =>
    Array.from({ length: rows }, (_, row) =>
      Array.from(rng.fold(name, row).normalValues(columns), (value) => Math.fround(scale * value)),
    );
  const bySource = (name: string, size: number, scale: number): number[][] =>
    table(name, firstSource + sources, size, scale).slice(firstSource);
  const mix = table('A', HIDDEN, HIDDEN, 0.8);
  const embedding = table('E', vocabSize, HIDDEN, 1);
  const output = table('B', HIDDEN, vocabSize, 1.5);
  const look = table('C', HIDDEN, sourceSize, 1.5);
  const bias = bySource('b', vocabSize, 1);
  for (const row of bias) {
    for (const id of impossible) row[id] = -Infinity;
    row[EOS] = (row[EOS] as number) + eosBias;
  }
  const lookBias = bySource('c', sourceSize, 1);

  const hidden = (ids: readonly number[]): number[] =>
    [BOS, ...ids].reduce<number[]>(
      (state, id) => addRows(product(state, mix), embedding[id] as number[]).map(Math.tanh),
      new Array<number>(HIDDEN).fill(0),
    );
  const rowCounts: number[] = [];
  const weights = [mix, embedding, output, look].map((rows) => keep(tensor2d(rows))) as [
    Tensor2D,
    Tensor2D,
    Tensor2D,
    Tensor2D,
  ];
  const memory = [keep(tensor2d(bias)), keep(tensor2d(lookBias))] as const;
  return {
    ...bind(weights, memory, rowCounts, vocabSize),
    rowCounts,
    logProbsAfter: (source, ids) =>
      logSoftmaxOf(addRows(product(hidden(ids), output), bias[source] as number[])),
    alignmentAfter: (source, ids) =>
      logSoftmaxOf(addRows(product(hidden(ids), look), lookBias[source] as number[])).map(Math.exp),
    dispose: () => dispose([...weights, ...memory]),
  };
}

function bind(
  weights: readonly [Tensor2D, Tensor2D, Tensor2D, Tensor2D],
  memory: readonly [Tensor2D, Tensor2D],
  rowCounts: number[],
  vocabSize: number,
): TokenModel {
  const [mix, embedding, output, look] = weights;
  const [bias, lookBias] = memory;
  return {
    vocabSize,
    initialState: () => [zeros([bias.shape[0], HIDDEN])],
    step(ids, state) {
      rowCounts.push(ids.size);
      const next = tanh(add(matMul(state[0] as Tensor2D, mix), gather(embedding, ids))) as Tensor2D;
      return {
        logProbs: logSoftmax(add(matMul(next, output), bias) as Tensor2D),
        alignment: softmax(add(matMul(next, look), lookBias) as Tensor2D),
        state: [next],
      };
    },
    select: (rows: Tensor1D) =>
      bind(weights, [gather(bias, rows), gather(lookBias, rows)], rowCounts, vocabSize),
  };
}

function product(row: readonly number[], matrix: readonly (readonly number[])[]): number[] {
  return (matrix[0] as number[]).map((_, column) =>
    row.reduce((sum, value, index) => sum + value * (matrix[index]?.[column] as number), 0),
  );
}

function addRows(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, index) => value + (b[index] as number));
}

function logSoftmaxOf(logits: readonly number[]): number[] {
  const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
  return logits.map((logit) => logit - total);
}
