/** The loss of an output layer and its gradients by their definitions, in float64. */
export interface VocabularyLossOracle {
  readonly loss: number;
  /** flat, in the shapes of the inputs */
  readonly gradients: Readonly<Record<'hidden' | 'weight' | 'bias', Float64Array>>;
}

interface Layer {
  readonly hidden: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  readonly bias: ArrayLike<number> | undefined;
  readonly labels: readonly number[];
}

interface Options {
  readonly size: number;
  readonly vocab: number;
  readonly labelSmoothing?: number | undefined;
  readonly ignore?: number | undefined;
}

/** Mean cross-entropy over the rows that are not ignored, one row and one logit after another. */
export function vocabularyLossOracle(
  { hidden, weight, bias, labels }: Layer,
  { size, vocab, labelSmoothing = 0, ignore }: Options,
): VocabularyLossOracle {
  const gradients = {
    hidden: new Float64Array(labels.length * size),
    weight: new Float64Array(vocab * size),
    bias: new Float64Array(vocab),
  };
  const count = labels.filter((label) => label !== ignore).length;
  const logits = new Float64Array(vocab);
  let loss = 0;
  labels.forEach((label, row) => {
    if (label === ignore) return;
    for (let entry = 0; entry < vocab; entry++) {
      let logit = bias?.[entry] ?? 0;
      for (let unit = 0; unit < size; unit++)
        logit += (hidden[row * size + unit] as number) * (weight[entry * size + unit] as number);
      logits[entry] = logit;
    }
    const most = logits.reduce((one, other) => Math.max(one, other), -Infinity);
    const logSum = most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
    for (let entry = 0; entry < vocab; entry++) {
      const target = (entry === label ? 1 - labelSmoothing : 0) + labelSmoothing / vocab;
      const logProb = (logits[entry] as number) - logSum;
      if (target > 0) loss -= (target * logProb) / count;
      const gradient = (Math.exp(logProb) - target) / count;
      addTo(gradients.bias, entry, gradient);
      for (let unit = 0; unit < size; unit++) {
        addTo(gradients.hidden, row * size + unit, gradient * (weight[entry * size + unit] as number));
        addTo(gradients.weight, entry * size + unit, gradient * (hidden[row * size + unit] as number));
      }
    }
  });
  return { loss, gradients };
}

function addTo(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}
