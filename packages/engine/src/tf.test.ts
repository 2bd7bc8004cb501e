import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeEngine, startEngine } from './tf.ts';

afterEach(() => {
  vi.unstubAllEnvs();
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

describe('describeEngine', () => {
  it('is one line with what matters', () => {
    const native = { engine: 'native', backend: 'tensorflow', version: '2.21.0' } as const;
    expect(describeEngine({ ...native, threads: 1 })).toBe('engine: native, TensorFlow 2.21.0, 1 thread');
    expect(describeEngine({ ...native, threads: 8 })).toBe('engine: native, TensorFlow 2.21.0, 8 threads');
    const portable = { engine: 'portable', backend: 'wasm', version: '4.22.0', threads: 1 } as const;
    expect(describeEngine({ ...portable, reason: 'no compiler' })).toBe(
      'engine: portable, tfjs 4.22.0 on wasm (no compiler)',
    );
  });
});
