import { Rng, scope } from '@reprise/engine';
import { logAddExp } from './ctcFrames.ts';
import type { LabelScorer } from './labelScorer.ts';

export interface Labelling {
  readonly labels: readonly number[];
  readonly logProb: number;
}

/** Normal logits, [time, classes]. */
export function drawLogits(seed: number, time: number, classes: number, scale = 1): Float32Array {
  const drawn = scope(() => Rng.fromSeed(seed).normal([time * classes]));
  const logits = Float32Array.from(drawn.dataSync(), (value) => value * scale);
  drawn.dispose();
  return logits;
}

/** Every labelling and its log-probability, by walking through all classes ^ time alignments; the best first. */
export function allLabellings(logits: Float32Array, classes: number): Labelling[] {
  const time = logits.length / classes;
  const rows = Array.from({ length: time }, (_, frame) => {
    const row = [...logits.subarray(frame * classes, (frame + 1) * classes)];
    const sum = Math.log(row.reduce((total, logit) => total + Math.exp(logit), 0));
    return row.map((logit) => logit - sum);
  });
  const found = new Map<string, number>();
  const visit = (path: number[], logProb: number): void => {
    const row = rows[path.length];
    if (row) row.forEach((own, at) => visit([...path, at], logProb + own));
    else {
      const key = collapse(path).join(' ');
      found.set(key, logAddExp(found.get(key) ?? -Infinity, logProb));
    }
  };
  visit([], 0);
  return [...found]
    .map(([key, logProb]) => ({ labels: key === '' ? [] : key.split(' ').map(Number), logProb }))
    .sort((a, b) => b.logProb - a.logProb);
}

/** What a path of classes spells: without repeats, then without blanks. */
export function collapse(path: readonly number[]): number[] {
  return path.filter((label, at) => label !== 0 && label !== path[at - 1]);
}

/** A bigram model from a table, [after, label]; 0 is the beginning before, and the end after. */
export function bigramScorer(table: readonly (readonly number[])[], weight: number): LabelScorer {
  const at = (after: number, label: number): number => weight * (table[after]?.[label] as number);
  return { start: 0, next: (_, label) => label, score: at, end: (state) => at(state, 0) };
}
