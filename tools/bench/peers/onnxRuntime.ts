/** ONNX Runtime's side: inference of the keyboard's model, which `onnxModel.py` writes. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve, type Runner } from '../serve.ts';

const EXPORT = fileURLToPath(new URL('onnxModel.py', import.meta.url));
const CHECKED_STEPS = 10;
const FIRST_WORD = 100;

/** The part of onnxruntime-node that is used here; the package is outside of the repository. */
interface OnnxTensor {
  readonly data: ArrayLike<number | bigint>;
}
interface OnnxRuntime {
  readonly env: { readonly versions: { readonly node?: string; readonly common: string } };
  readonly Tensor: new (
    type: string,
    data: Float32Array | BigInt64Array,
    shape: readonly number[],
  ) => OnnxTensor;
  readonly InferenceSession: {
    create(path: string, options: object): Promise<OnnxSession>;
  };
}
interface OnnxSession {
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

const {
  BENCH_PYTHON: python = 'python3',
  BENCH_ONNX_RUNTIME: folder = '.',
  REPRISE_THREADS: threads,
} = process.env;
const onnx = createRequire(join(folder, 'package.json'))('onnxruntime-node') as OnnxRuntime;

/** At batch 1 one thread may be faster than all of them. */
const VARIANTS = { 'all threads': Number(threads), 'one thread': 1 } as const;

function exportModel(inputs: string): string {
  const path = `${inputs}.onnx`;
  const { status, stderr, error } = spawnSync(python, [EXPORT, inputs, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the model could not be written: ${error?.message ?? stderr.trim()}`);
  return path;
}

async function keyboard(settings: unknown, inputs: string, variant: string | undefined): Promise<Runner> {
  const { hiddenSize } = settings as { hiddenSize: number };
  const session = await onnx.InferenceSession.create(exportModel(inputs), {
    intraOpNumThreads: VARIANTS[variant as keyof typeof VARIANTS],
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  });
  const zeros = (): OnnxTensor =>
    new onnx.Tensor('float32', new Float32Array(hiddenSize), [1, 1, hiddenSize]);
  let word = BigInt(FIRST_WORD);
  let h = zeros();
  let c = zeros();
  const type = async (): Promise<{ words: number[]; logProbs: number[] }> => {
    const wordTensor = new onnx.Tensor('int64', BigInt64Array.of(word), [1]);
    const { words, logProbs, nextH, nextC } = await session.run({ word: wordTensor, h, c });
    if (!words || !logProbs || !nextH || !nextC) throw new Error('expected four results from the model');
    [h, c] = [nextH, nextC];
    word = BigInt(words.data[0] ?? FIRST_WORD);
    return { words: Array.from(words.data, Number), logProbs: Array.from(logProbs.data, Number) };
  };
  return {
    async run() {
      await type();
    },
    async check() {
      const typed: { words: number[]; logProbs: number[] }[] = [];
      for (let step = 0; step < CHECKED_STEPS; step++) typed.push(await type());
      return {
        words: typed.flatMap(({ words }) => words),
        logProbs: typed.flatMap(({ logProbs }) => logProbs),
      };
    },
    dispose: () => session.release(),
  };
}

await serve({ keyboard: { variants: Object.keys(VARIANTS), make: keyboard } }, () => ({
  onnxruntime: onnx.env.versions.node ?? onnx.env.versions.common,
}));
