import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineUnavailable } from './failure.mjs';
import { writeKernelSources } from './kernels.fixture.mjs';
import { KERNELS_FILE, kernelsKey } from './kernelSources.mjs';
import { kernelsFolder, locateKernels } from './locateKernels.mjs';
import { locateNative } from './locate.mjs';
import { setUpKernels } from './setupKernels.mjs';
import { ADDON_FILES, findDamage, makeStamp } from './stamp.mjs';

let root: string;
let engine: string;
let sources: string;
/** The steps that the recipe was asked for. */
let steps: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'reprise-kernels-'));
  engine = join(root, 'engine');
  sources = join(root, 'native');
  mkdirSync(engine);
  writeKernelSources(sources);
  steps = [];
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

/** A recipe without a compiler; an `#error` in a source fails as a compiler's would. */
const recipe = {
  compile(work: string): Promise<void> {
    steps.push('compile');
    writeFileSync(join(work, 'isa.avx2.o'), 'an object');
    writeFileSync(join(work, KERNELS_FILE), `kernels of ${kernelsKey(sources)}`);
    return Promise.resolve();
  },
  smoke(work: string): Promise<void> {
    steps.push('smoke');
    expect(existsSync(join(work, KERNELS_FILE))).toBe(true);
    return Promise.resolve();
  },
};

const failing = {
  ...recipe,
  compile(): Promise<void> {
    steps.push('compile');
    return Promise.reject(
      new EngineUnavailable('c++ gave up', 'mend isa.cc', 'isa.cc:1: error: no\nfull story\n'),
    );
  },
};

function setUp(options: Parameters<typeof setUpKernels>[1] = {}): Promise<string> {
  return setUpKernels(engine, { sources, recipe, ...options });
}

function listBuilds(): string[] {
  return readdirSync(engine)
    .filter((name) => name.startsWith('kernels-'))
    .sort();
}

describe('setUpKernels', () => {
  test('builds what is missing, and then nothing', async () => {
    expect(locateKernels(engine, sources)).toEqual({
      reason: expect.stringMatching(/^they are not built in .*; to get them, run `npm run setup`$/) as string,
    });
    expect(await setUp()).toMatch(/^with fused kernels \(built in \d+\.\d s\)$/);
    expect(steps).toEqual(['compile', 'smoke']);
    const folder = kernelsFolder(engine, sources);
    expect(listBuilds()).toEqual([basename(folder)]);
    expect(readdirSync(folder).sort()).toEqual([KERNELS_FILE, 'stamp.json']);
    expect(locateKernels(engine, sources)).toEqual({ addon: join(folder, KERNELS_FILE) });
    expect(await setUp()).toBe('with fused kernels');
    expect(steps).toHaveLength(2);
  });

  test('builds anew what was cut short', async () => {
    await setUp();
    truncateSync(join(kernelsFolder(engine, sources), KERNELS_FILE), 3);
    expect(locateKernels(engine, sources)).toHaveProperty('reason');
    await setUp();
    expect(locateKernels(engine, sources)).toHaveProperty('addon');
  });

  test('two checkouts keep theirs side by side', async () => {
    const others = join(root, 'others');
    writeKernelSources(others);
    appendFileSync(join(others, 'loops.h'), '// changed');
    await setUp();
    await setUp({ sources: others });
    expect(steps).toEqual(['compile', 'smoke', 'compile', 'smoke']);
    expect(locateKernels(engine, sources)).toEqual({
      addon: join(engine, `kernels-${kernelsKey(sources)}`, KERNELS_FILE),
    });
    expect(locateKernels(engine, others)).toEqual({
      addon: join(engine, `kernels-${kernelsKey(others)}`, KERNELS_FILE),
    });
  });

  test('keeps the builds that were used last', async () => {
    const keys: string[] = [];
    for (let edit = 0; edit < 6; edit++) {
      appendFileSync(join(sources, 'loops.h'), `// edit ${edit}\n`);
      keys.push(`kernels-${kernelsKey(sources)}`);
      await setUp();
      const time = new Date(Date.now() - 60_000 * (10 - edit));
      utimesSync(join(engine, keys[edit]!), time, time);
      // The first edit is that of a checkout which goes on being used.
      utimesSync(join(engine, keys[0]!), new Date(), new Date());
    }
    expect(listBuilds()).toEqual([keys[0]!, keys[3]!, keys[4]!, keys[5]!].sort());
  });

  test('what fails is told with the remedy, remembered by a quick set-up, and tried again by any other', async () => {
    const sentence = 'c++ gave up; to get them, mend isa.cc';
    expect(await setUp({ recipe: failing })).toBe(`without fused kernels (${sentence})`);
    expect(locateKernels(engine, sources)).toEqual({ reason: sentence });
    expect(await setUp({ quick: true })).toBe(`without fused kernels (${sentence})`);
    expect(steps).toEqual(['compile']);
    expect(await setUp()).toMatch(/^with fused kernels/);
    expect(listBuilds()).toEqual([`kernels-${kernelsKey(sources)}`]);
  });

  test('a quick set-up tries again when a source changes', async () => {
    await setUp({ recipe: failing });
    appendFileSync(join(sources, 'isa.cc'), '// mended');
    expect(await setUp({ quick: true })).toMatch(/^with fused kernels/);
  });

  test.each([
    [false, ['compiling the fused kernels', 'isa.cc:1: error: no\nfull story']],
    [true, ['compiling the fused kernels']],
  ])('quick %s: what the compiler wrote', async (quick, expected) => {
    const lines: string[] = [];
    const report = (line: string): void => {
      lines.push(line);
    };
    await setUp({ recipe: failing, quick, report });
    expect(lines).toEqual(expected);
  });

  test('an edit while they are compiled spoils neither state of the sources', async () => {
    const edited = {
      ...recipe,
      compile(work: string): Promise<void> {
        appendFileSync(join(sources, 'loops.h'), '// edited');
        return recipe.compile(work);
      },
    };
    expect(await setUp({ recipe: edited })).toContain('their sources changed while they were compiled');
    expect(listBuilds()).toEqual([]);
    expect(await setUp({ quick: true })).toMatch(/^with fused kernels/);
  });

  test('kernels that do not run are not kept', async () => {
    const smoke = (): Promise<void> => Promise.reject(new Error('illegal instruction'));
    expect(await setUp({ recipe: { ...recipe, smoke } })).toContain(
      'illegal instruction; to get them, mend that',
    );
    expect(listBuilds()).toEqual([`kernels-${kernelsKey(sources)}.unavailable.json`]);
  });

  test('is an error where they are required and cannot be had', async () => {
    await setUp({ recipe: failing });
    await expect(setUp({ recipe: failing, required: true, quick: true })).rejects.toThrow(
      'REPRISE_KERNELS=on, but there are no fused kernels: c++ gave up',
    );
    expect(await setUp({ required: true, quick: true })).toMatch(/^with fused kernels/);
  });

  test('without sources there is a reason, and nothing to remember', async () => {
    rmSync(sources, { recursive: true });
    const reason = `their C++ sources are missing from ${sources}; to get them, check the repository out anew`;
    expect(await setUp()).toContain(`without fused kernels (${reason}`);
    expect(locateKernels(engine, sources)).toEqual({ reason: expect.stringContaining(reason) as string });
    expect(readdirSync(engine)).toEqual([]);
  });

  test('the stamp of the engine does not speak of them', async () => {
    const facts = { version: '1', wheelSha256: 'any', addonKey: 'any' };
    await setUp();
    const stamp = makeStamp(engine, facts);
    rmSync(kernelsFolder(engine, sources), { recursive: true });
    expect(findDamage(engine, stamp)).toBeUndefined();
  });
});

describe('with the compiler of this machine', () => {
  test('kernels compile, load and tell their instruction set; an error leaves the reason', async (context) => {
    const native = locateNative();
    if (!('addon' in native)) return context.skip('no native engine here');
    symlinkSync(native.library, join(engine, 'lib'));
    symlinkSync(native.include, join(engine, 'include'));
    for (const file of ADDON_FILES) symlinkSync(join(native.library, '..', file), join(engine, file));

    expect(await setUpKernels(engine, { sources })).toMatch(/^with fused kernels/);
    const location = locateKernels(engine, sources);
    if (!('addon' in location)) throw new Error(location.reason);
    const program = `require('node:worker_threads').parentPort.postMessage(require(${JSON.stringify(location.addon)}).isa)`;
    const worker = new Worker(program, { eval: true });
    const [message] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
    expect(['baseline', 'avx2', 'avx512']).toContain(message[0]);
    if (process.platform === 'linux') {
      // TensorFlow goes on holding pointers into it.
      expect(readFileSync('/proc/self/maps', 'utf8')).toContain(location.addon);
    }

    appendFileSync(join(sources, 'isa.cc'), '\n#error these loops are broken\n');
    const sentence = await setUpKernels(engine, { sources });
    expect(sentence).toMatch(/could not compile the fused kernels: .*these loops are broken/);
    expect(locateKernels(engine, sources)).toEqual({
      reason: expect.stringContaining('these loops are broken') as string,
    });
  }, 120_000);
});
