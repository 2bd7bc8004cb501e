import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { locateNative, type NativeLocation } from '../setup/locate.mjs';
import type * as Engine from './tf.ts';
import { describeEngine, startEngine } from './tf.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock('../setup/locate.mjs');
  vi.resetModules();
});

describe('startEngine', () => {
  it('starts once, and says what runs', async () => {
    const info = await startEngine();
    expect(await startEngine()).toBe(info);
    const wanted = process.env['REPRISE_ENGINE'];
    if (wanted) expect(info.engine).toBe(wanted);
    expect(describeEngine(info)).toMatch(/^engine: (native, TensorFlow|portable, tfjs) \d+\.\d+\.\d+/);
  });

  it.each([
    ['REPRISE_ENGINE', 'tpu', "expected 'native' or 'portable', got 'tpu'"],
    ['REPRISE_KERNELS', 'fast', "expected 'on' or 'off', got 'fast'"],
    ['REPRISE_THREADS', '0', "expected a whole number from 1 on, got '0'"],
    ['REPRISE_THREADS', 'two', "got 'two'"],
    ['REPRISE_THREADS', '1.5', "got '1.5'"],
  ])('refuses %s=%s', async (name, value, message) => {
    vi.stubEnv(name, value);
    vi.resetModules();
    const fresh = await import('./tf.ts');
    await expect(fresh.startEngine()).rejects.toThrow(fresh.EngineError);
    await expect(fresh.startEngine()).rejects.toThrow(message);
  });
});

it('refuses fused kernels on the portable engine', async () => {
  vi.stubEnv('REPRISE_ENGINE', 'portable');
  vi.stubEnv('REPRISE_KERNELS', 'on');
  vi.resetModules();
  const fresh = await import('./tf.ts');
  const message =
    'REPRISE_KERNELS=on, but the portable engine has no fused kernels (REPRISE_ENGINE=portable)';
  await expect(fresh.startEngine()).rejects.toThrow(message);
});

const native = locateNative();

describe.skipIf(!('addon' in native) || process.env['REPRISE_ENGINE'] === 'portable')('fused kernels', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'reprise-addon-'));
    vi.stubEnv('REPRISE_KERNELS', '');
    vi.stubEnv('REPRISE_THREADS', '3');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** The engine as a new process finds it, its fused kernels at `kernels`. */
  async function startWith(kernels: NativeLocation['kernels']): Promise<typeof Engine> {
    vi.resetModules();
    vi.doMock('../setup/locate.mjs', () => ({ locateNative: () => ({ ...native, kernels }) }));
    return import('./tf.ts');
  }

  async function hasNativeKernels(): Promise<boolean> {
    return (await import('./kernels/nativeKernels.ts')).hasNativeKernels();
  }

  /** An addon of JavaScript: what the engine does with one can be seen without compiling any. */
  function makeAddon(program: string): NativeLocation['kernels'] {
    const addon = join(folder, 'kernels.cjs');
    writeFileSync(addon, program);
    return { addon };
  }

  const WHOLE = `
    exports.isa = 'avx2';
    exports.threads = 1;
    exports.setThreads = (threads) => { exports.threads = threads; globalThis.kernelThreads = threads; };`;

  it('are loaded, and get as many threads as TensorFlow', async () => {
    const engine = await startWith(makeAddon(WHOLE));
    const info = await engine.startEngine();
    expect(info).toMatchObject({ engine: 'native', kernels: { isa: 'avx2' } });
    expect(info.kernelsReason).toBeUndefined();
    expect((globalThis as { kernelThreads?: number }).kernelThreads).toBe(3);
    expect(await hasNativeKernels()).toBe(true);
    expect(engine.describeEngine(info)).toBe(
      `engine: native, TensorFlow ${info.version} with fused kernels (avx2), 3 threads`,
    );
  });

  it.each([
    ['are not built', { reason: 'they are not built' }, 'they are not built'],
    ['do not load', undefined, 'they did not load: wrong ELF class'],
  ])('that %s leave the engine, with the reason', async (_what, kernels, reason) => {
    const engine = await startWith(kernels ?? makeAddon(`throw new Error('wrong ELF class')`));
    const info = await engine.startEngine();
    expect(info).toMatchObject({ engine: 'native', kernelsReason: reason });
    expect(info.kernels).toBeUndefined();
    expect(await hasNativeKernels()).toBe(false);
    expect(engine.describeEngine(info)).toContain(` without fused kernels (${reason}), 3 threads`);
  });

  it('are an error where they are asked for and do not load', async () => {
    vi.stubEnv('REPRISE_KERNELS', 'on');
    const engine = await startWith({ reason: 'they are not built' });
    await expect(engine.startEngine()).rejects.toThrow(engine.EngineError);
    await expect(engine.startEngine()).rejects.toThrow(
      'REPRISE_KERNELS=on, but there are no fused kernels: they are',
    );
  });

  it('are left alone with REPRISE_KERNELS=off', async () => {
    vi.stubEnv('REPRISE_KERNELS', 'off');
    const engine = await startWith(makeAddon(`throw new Error('loaded')`));
    expect(await engine.startEngine()).toMatchObject({
      engine: 'native',
      kernelsReason: 'REPRISE_KERNELS=off',
    });
    expect(await hasNativeKernels()).toBe(false);
  });
});

describe('describeEngine', () => {
  it('is one line with what matters', () => {
    const native = { engine: 'native', backend: 'tensorflow', version: '2.21.0' } as const;
    expect(describeEngine({ ...native, threads: 1, kernels: { isa: 'avx512' } })).toBe(
      'engine: native, TensorFlow 2.21.0 with fused kernels (avx512), 1 thread',
    );
    expect(describeEngine({ ...native, threads: 8, kernelsReason: 'no compiler' })).toBe(
      'engine: native, TensorFlow 2.21.0 without fused kernels (no compiler), 8 threads',
    );
    const portable = { engine: 'portable', backend: 'wasm', version: '4.22.0', threads: 1 } as const;
    expect(describeEngine({ ...portable, reason: 'no compiler' })).toBe(
      'engine: portable, tfjs 4.22.0 on wasm (no compiler)',
    );
  });
});
