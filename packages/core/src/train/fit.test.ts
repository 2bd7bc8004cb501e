import { dispose, memory, mul, namedParams, scalar, startEngine, type Tensor } from '@reprise/engine';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TrainingLog } from './checkpoint.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fitOptions.ts';
import type { Progress } from './progress.ts';
import { adamW, sgd } from './optimizer.ts';
import { constant, reduceOnPlateau } from './schedule.ts';
import { hashWeights, makeToy, makeToySource, toyOptions, type ToyBatch } from './toyRun.fixture.ts';
import { meanWeights, readTensors, setWeights, type Weights } from './weights.ts';

type LogRecord = Readonly<Record<string, unknown>>;

beforeAll(startEngine);

/** The least that a run needs. */
function plainOptions(overrides: Partial<FitOptions<ToyBatch>> = {}): FitOptions<ToyBatch> {
  const { params, source, loss, rng } = toyOptions(makeToy());
  return { params, source, loss, rng, optimizer: adamW(), schedule: constant(0.02), epochs: 2, ...overrides };
}

function weightsOf({ params }: FitOptions<ToyBatch>): Weights {
  return readTensors(namedParams(params));
}

function memoryLog(): TrainingLog & { records: LogRecord[] } {
  const records: LogRecord[] = [];
  return { records, write: (record) => records.push(record), length: () => 0, cutTo: () => undefined };
}

/** Validations with these losses, and the weights that each of them saw. */
function scripted(options: FitOptions<ToyBatch>, losses: readonly number[]) {
  const seen: Weights[] = [];
  const validate = (): { loss: number } => {
    seen.push(weightsOf(options));
    return { loss: losses[seen.length - 1]! };
  };
  return { seen, validate };
}

function silentProgress(): Progress & { notes: string[]; steps: number[]; closed: number } {
  const progress = {
    notes: [] as string[],
    steps: [] as number[],
    closed: 0,
    update: ({ step }: { step: number }) => void progress.steps.push(step),
    note: (line: string) => void progress.notes.push(line),
    close: () => {
      progress.closed++;
    },
  };
  return progress;
}

describe('fit', () => {
  it('learns', async () => {
    const toy = makeToy();
    const before = toy.validate().loss;
    const result = await fit({ ...toyOptions(toy), epochs: 20 });
    setWeights(toy.params, result.weights);
    expect(before).toBeGreaterThan(0.4);
    expect(toy.validate().loss).toBeLessThan(0.05);
    expect(toy.validate().loss).toBe(result.best[0]!.metric);
    expect(result).toMatchObject({ stopped: 'done', steps: 120, epochs: 20, tokens: 20 * 96 });
  });

  it('gives the same bits twice', async () => {
    const hashes = [];
    for (let run = 0; run < 2; run++) {
      const options = toyOptions(makeToy());
      const { weights } = await fit(options);
      hashes.push(hashWeights(weights, weightsOf(options), options.optimizer.state()));
    }
    expect(hashes[0]).toBe(hashes[1]);
  });

  it('takes two half batches for one whole one', async () => {
    const toys = [makeToy({ noise: 0 }), makeToy({ noise: 0 })] as const;
    const sources = [makeToySource(6, 16), makeToySource(12, 8)] as const;
    const runs = toys.map(({ params, loss }, index) =>
      fit(plainOptions({ params, loss, source: sources[index]!, accumulate: index + 1, optimizer: sgd() })),
    );
    const [whole, halves] = await Promise.all(runs);
    expect(halves!.steps).toBe(whole!.steps);
    for (const [name, { values }] of whole!.weights) {
      const other = halves!.weights.get(name)!.values;
      for (const [index, value] of values.entries()) expect(other[index]).toBeCloseTo(value, 6);
    }
  });

  it('makes the last step of an epoch of what is left', async () => {
    const log = memoryLog();
    const { steps } = await fit(plainOptions({ source: makeToySource(5), accumulate: 2, log, logEvery: 1 }));
    expect(steps).toBe(6);
    expect(log.records.slice(0, 6).map(({ epoch }) => epoch)).toEqual([0.4, 0.8, 1, 1.4, 1.8, 2]);
  });

  it('gives the loss another rng in every step and micro-batch, and the rate of the step', async () => {
    const drawn = new Set<number>();
    const log = memoryLog();
    const { loss, ...options } = plainOptions({
      accumulate: 2,
      schedule: (step) => step / 1000,
      log,
      logEvery: 3,
    });
    await fit({
      ...options,
      loss: (batch, rng) => {
        drawn.add(rng.float());
        return loss(batch, rng);
      },
    });
    expect(drawn.size).toBe(24);
    const rates = log.records.filter(({ event }) => event === 'step').map(({ learningRate }) => learningRate);
    expect(rates).toEqual([0.003, 0.006, 0.009, 0.012]);
  });

  it('ends after a number of steps, with a validation of the last one', async () => {
    const options = plainOptions();
    const { seen, validate } = scripted(options, [3, 2, 1]);
    const result = await fit({ ...options, validate, validateEvery: 4, steps: 10, epochs: 9 });
    expect(result).toMatchObject({ stopped: 'done', steps: 10, best: [{ step: 10, metric: 1 }] });
    expect(seen).toHaveLength(3);
  });

  it('ends when the signal says so, after the step at hand', async () => {
    const controller = new AbortController();
    const onGradients = (_: unknown, { step }: { step: number }): void => {
      if (step === 7) controller.abort();
    };
    const result = await fit(plainOptions({ signal: controller.signal, onGradients }));
    expect(result).toMatchObject({
      stopped: 'aborted',
      steps: 7,
      from: { steps: [7], isMovingAverage: false },
    });
  });

  it('lets timers and signals in between the steps', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    const { stopped } = await fit(plainOptions({ signal: controller.signal, epochs: 10_000 }));
    expect(stopped).toBe('aborted');
  });

  it('ends when the time is over', async () => {
    const result = await fit(plainOptions({ maxMinutes: 0.2 / 60, epochs: 10_000 }));
    expect(result.stopped).toBe('time');
    expect(result.steps).toBeGreaterThan(0);
    expect(result.seconds).toBeLessThan(10);
  });

  it('stops early, with the weights of the best validation', async () => {
    const options = plainOptions({ epochs: 100 });
    const { seen, validate } = scripted(options, [3, 2, 2.5, NaN, 2.1]);
    const result = await fit({ ...options, validate, earlyStopping: { patience: 3 } });
    expect(result).toMatchObject({
      stopped: 'early',
      epochs: 5,
      best: [{ step: 24, metric: 2 }],
      from: { steps: [24] },
    });
    expect(hashWeights(result.weights)).toBe(hashWeights(seen[1]!));
    expect(hashWeights(result.weights)).not.toBe(hashWeights(weightsOf(options)));
  });

  it('monitors another metric, where more is better', async () => {
    const scores = [1, 5, 4];
    const validate = () => ({ loss: 1, bleu: scores.shift()! });
    const result = await fit(plainOptions({ epochs: 3, validate, monitor: { metric: 'bleu', mode: 'max' } }));
    expect(result.best).toEqual([{ step: 24, metric: 5 }]);
    const wrong = fit(
      plainOptions({ validate: () => ({ loss: 1 }), monitor: { metric: 'bleu', mode: 'max' } }),
    );
    await expect(wrong).rejects.toThrow("to give the metric 'bleu', got loss");
  });

  it('takes the mean of the best validations', async () => {
    const options = plainOptions({ epochs: 4, averaging: { kind: 'best', count: 2 } });
    const { seen, validate } = scripted(options, [3, 1, 4, 2]);
    const result = await fit({ ...options, validate });
    expect(result.from.steps).toEqual([24, 48]);
    expect(hashWeights(result.weights)).toBe(hashWeights(meanWeights([seen[1]!, seen[3]!])));
  });

  it('reduces the learning rate on a plateau', async () => {
    const log = memoryLog();
    const options = plainOptions({ epochs: 4, log, logEvery: 12 });
    const { validate } = scripted(options, [1, 1, 0.5, 0.5]);
    await fit({ ...options, validate, schedule: reduceOnPlateau(0.1, { patience: 0, factor: 0.5 }) });
    const rates = log.records.filter(({ event }) => event === 'step').map(({ learningRate }) => learningRate);
    expect(rates).toEqual([0.1, 0.1, 0.05, 0.05]);
  });

  it('averages exponentially, and validates the average', async () => {
    const options = plainOptions({ averaging: { kind: 'ema', decay: 0.5 } });
    const history: Weights[] = [];
    const { seen, validate } = scripted(options, [2, 1]);
    const onGradients = (): void => void history.push(weightsOf(options));
    const result = await fit({ ...options, onGradients, validate });
    history.push(weightsOf(options));

    let expected = history[1]!.get('hidden.weight')!.values.map(Number);
    for (const [n, weights] of [...history.entries()].slice(2)) {
      const decay = Math.min(0.5, n / (9 + n));
      const now = weights.get('hidden.weight')!.values;
      expected = expected.map((mean, index) => decay * mean + (1 - decay) * now[index]!);
    }
    const average = result.weights.get('hidden.weight')!.values;
    for (const [index, value] of expected.entries()) expect(average[index]).toBeCloseTo(value, 5);
    expect(hashWeights(seen[1]!)).toBe(hashWeights(result.weights));
    expect(result.from).toEqual({ steps: [24], isMovingAverage: true });
  });

  it('leaves no tensor behind, neither each step nor at the end', async () => {
    const toy = makeToy();
    const atStart = memory().tensors;
    const counts: number[] = [];
    const options = { ...toyOptions(toy), epochs: 20, onGradients: () => void counts.push(memory().tensors) };
    await fit(options);
    expect(counts).toHaveLength(120);
    expect(counts.at(-1)).toBe(counts[2]);
    options.optimizer.dispose();
    expect(memory().tensors).toBe(atStart);
  });

  it('lets a hook exchange the gradients before they are clipped', async () => {
    const options = plainOptions({ steps: 1, optimizer: sgd(), schedule: constant(1), clipNorm: 1e-3 });
    const before = weightsOf(options).get('output.bias')!.values[0]!;
    const onGradients = (gradients: Map<string, Tensor>): void => {
      for (const [name, gradient] of gradients) {
        gradients.set(name, mul(gradient, name === 'output.bias' ? 1e6 : 0));
        dispose(gradient);
      }
    };
    await fit({ ...options, onGradients });
    expect(Math.abs(weightsOf(options).get('output.bias')!.values[0]! - before)).toBeCloseTo(1e-3, 6);
  });

  it('skips a step whose loss is not finite', async () => {
    const log = memoryLog();
    const progress = silentProgress();
    const options = plainOptions({
      steps: 6,
      log,
      logEvery: 100,
      progress,
      averaging: { kind: 'ema', decay: 0.9 },
    });
    const history: string[] = [];
    const onGradients = (gradients: Map<string, Tensor>, { step }: { step: number }): void => {
      history.push(hashWeights(weightsOf(options), options.optimizer.state()));
      const [name, gradient] = [...gradients][0]!;
      if (step === 3) gradients.set(name, mul(gradient, scalar(NaN)));
    };
    const result = await fit({ ...options, onGradients });
    expect(history[3]).toBe(history[2]);
    expect(new Set(history).size).toBe(5);
    expect(result.steps).toBe(6);
    expect(log.records[0]).toMatchObject({ event: 'step', step: 3, skipped: true });
    expect(progress.notes).toEqual([expect.stringMatching(/^step 3: .*NaN; step skipped$/)]);
    for (const { values } of result.weights.values()) expect(values.every(Number.isFinite)).toBe(true);
  });

  it('gives up when the loss stays not finite', async () => {
    const progress = silentProgress();
    const tensors = memory().tensors;
    const options = plainOptions({ progress });
    const { loss } = options;
    const run = fit({ ...options, loss: (batch, rng) => mul(loss(batch, rng), NaN) });
    await expect(run).rejects.toThrow(
      /not finite in 10 steps in a row, up to step 10\. Lower the learning rate/,
    );
    expect(progress.steps).toHaveLength(10);
    expect(progress.closed).toBe(1);
    expect(memory().tensors).toBe(tensors + 4);
  });

  it('notices a source that gives less than it promised', async () => {
    const source = { ...makeToySource(), batchesIn: () => 13 };
    await expect(fit(plainOptions({ source }))).rejects.toThrow(
      'expected 13 batches from the source in epoch 0, got 12',
    );
  });

  it.each<[RegExp, Partial<FitOptions<ToyBatch>>]>([
    [/never end/, { epochs: undefined! }],
    [/epochs to be a whole number above 0, got 1.5/, { epochs: 1.5 }],
    [/accumulate to be .* got 0/, { accumulate: 0 }],
    [/need validate/, { earlyStopping: { patience: 1 } }],
    [/need validate/, { schedule: reduceOnPlateau(1) }],
    [/no batches in its first epoch/, { source: makeToySource(0) }],
  ])('refuses options: %s', async (message, overrides) => {
    await expect(fit(plainOptions(overrides))).rejects.toThrow(message);
  });
});
