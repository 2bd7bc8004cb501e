import { once } from 'node:events';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { trainSteps } from '@reprise/testing';
import { describe, expect, it } from 'vitest';
import { startEngine, type EngineInfo } from './tf.ts';

const root = new URL('../../../', import.meta.url);
const urlOf = (path: string): string => JSON.stringify(new URL(path, root).href);

/** Vitest does not transform what a worker loads, so it strips the types by the hooks that our programs run with. */
const PROGRAM = `
  import module from 'node:module';
  import { parentPort } from 'node:worker_threads';
  if (module.registerHooks) module.registerHooks(await import(${urlOf('tools/sourceHooks.mjs')}));
  else module.register(${urlOf('tools/sourceHooks.mjs')});
  const { startEngine } = await import(${urlOf('packages/engine/src/index.ts')});
  const { trainSteps } = await import(${urlOf('packages/testing/src/trainSteps.ts')});
  const info = await startEngine();
  parentPort.postMessage({ info, numbers: trainSteps(1, 4) });
`;

interface Answer {
  readonly info: EngineInfo;
  readonly numbers: Float32Array;
}

async function runWorker(env: NodeJS.ProcessEnv = {}): Promise<Answer> {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`), {
    env: { ...process.env, ...env },
    execArgv: [],
  });
  const [answer] = (await once(worker, 'message')) as [Answer];
  await worker.terminate();
  return answer;
}

describe('a worker thread', () => {
  it('runs the engine, two at a time, and gives the numbers of the main thread', async () => {
    const info = await startEngine();
    const expected = trainSteps(1, 4);
    for (const answer of await Promise.all([runWorker(), runWorker()])) {
      expect(answer.info).toEqual(info);
      expect(answer.numbers).toEqual(expected);
    }
  });
});

describe('without a native engine', () => {
  const emptyCache = async (body: (cache: string) => Promise<void>): Promise<void> => {
    const cache = mkdtempSync(join(tmpdir(), 'engine-test-'));
    await body(cache).finally(() => rmdirSync(cache));
  };

  it('the portable one runs, and says why and how to get the native one', () =>
    emptyCache(async (cache) => {
      const { info, numbers } = await runWorker({ REPRISE_CACHE: cache, REPRISE_ENGINE: '' });
      expect(info).toMatchObject({ engine: 'portable', backend: 'wasm', threads: 1 });
      expect(info.reason).toMatch(/npm run setup/);
      expect(numbers.every(Number.isFinite)).toBe(true);
    }));

  it('asking for it by name is an error that says how to get it', () =>
    emptyCache(async (cache) => {
      await expect(runWorker({ REPRISE_CACHE: cache, REPRISE_ENGINE: 'native' })).rejects.toThrow(
        /^REPRISE_ENGINE=native, but .*npm run setup/,
      );
    }));
});
