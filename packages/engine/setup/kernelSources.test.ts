import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeKernelSources } from './kernels.fixture.mjs';
import { kernelsKey, listKernelObjects } from './kernelSources.mjs';

let sources: string;

beforeEach(() => {
  sources = mkdtempSync(join(tmpdir(), 'reprise-native-'));
  writeKernelSources(sources);
});

afterEach(() => rmSync(sources, { recursive: true }));

describe('the key', () => {
  test('changes with a header, a source and a new file, and comes back with them', () => {
    const keys = [kernelsKey(sources)];
    for (const name of ['loops.h', 'isa.cc', 'more.h', 'more.cc']) {
      writeFileSync(join(sources, name), `// ${name}`);
      keys.push(kernelsKey(sources));
    }
    expect(new Set(keys).size).toBe(5);
    rmSync(join(sources, 'more.cc'));
    expect(kernelsKey(sources)).toBe(keys[3]);
  });

  test('does not change with what is not compiled', () => {
    const key = kernelsKey(sources);
    writeFileSync(join(sources, 'notes.md'), 'notes');
    mkdirSync(join(sources, 'test'));
    writeFileSync(join(sources, 'test', 'gradients.cc'), 'int main() {}');
    expect(kernelsKey(sources)).toBe(key);
  });

  test('is the same wherever the sources lie', () => {
    const elsewhere = join(sources, 'elsewhere');
    writeKernelSources(elsewhere);
    expect(kernelsKey(elsewhere)).toBe(kernelsKey(sources));
  });

  test.each(['', 'nowhere'])('of a folder without C++ is a clear error: "%s"', (name) => {
    for (const file of ['isa.cc', 'addon.cc']) rmSync(join(sources, file));
    expect(() => kernelsKey(join(sources, name))).toThrow(`their C++ sources are missing from ${sources}`);
  });
});

describe('the objects', () => {
  test('on x64: each isa*.cc for every instruction set, the plainest linked first', () => {
    writeFileSync(join(sources, 'isaGru.cc'), '');
    const objects = listKernelObjects(sources, 'x64');
    expect(objects.map(({ object }) => object)).toEqual([
      'addon.o',
      'isa.baseline.o',
      'isaGru.baseline.o',
      'isa.avx2.o',
      'isaGru.avx2.o',
      'isa.avx512.o',
      'isaGru.avx512.o',
    ]);
    const flagsOf = (name: string): string | undefined =>
      objects.find(({ object }) => object === name)?.flags.join(' ');
    expect(flagsOf('addon.o')).toBe('');
    expect(flagsOf('isa.baseline.o')).toBe('-DREPRISE_ISA=baseline');
    expect(flagsOf('isa.avx2.o')).toBe('-DREPRISE_ISA=avx2 -mavx2 -mfma -mf16c');
    expect(flagsOf('isaGru.avx512.o')).toMatch(
      /^-DREPRISE_ISA=avx512 -mavx512f .*-mprefer-vector-width=512$/,
    );
  });

  test('elsewhere: each once', () => {
    expect(listKernelObjects(sources, 'arm64').map(({ object }) => object)).toEqual([
      'addon.o',
      'isa.baseline.o',
    ]);
  });
});
