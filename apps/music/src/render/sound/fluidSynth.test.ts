import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { playWithFluidSynth } from './fluidSynth.ts';

const folder = await mkdtemp(join(tmpdir(), 'fluid-synth-test-'));
const log = join(folder, 'log.json');
const midi = Uint8Array.of(77, 84, 104, 100);
const options = { soundFont: join(folder, 'font.sf2'), sampleRate: 44_100, reverb: true };

/** Puts a program of this name in front of all others; its text is JavaScript. */
async function install(text: string): Promise<void> {
  await writeFile(join(folder, 'fluidsynth'), `#!${process.execPath}\n${text}`, { mode: 0o755 });
}

const SOUND = `
const fs = require('node:fs');
const args = process.argv.slice(2);
fs.writeFileSync(${JSON.stringify(log)}, JSON.stringify({ args, midi: [...fs.readFileSync(args.at(-1))] }));
fs.writeFileSync(args[args.indexOf('-F') + 1], Buffer.from(Float32Array.of(0.5, -0.5, 0.25, 1.5).buffer));
`;

/** Temporary folders that are left. */
const leftOver = async () => (await readdir(join(folder, 'tmp'))).length;

beforeEach(async () => {
  const temporary = join(folder, 'tmp');
  await rm(temporary, { recursive: true, force: true });
  await writeFile(log, '');
  await mkdir(temporary);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH ?? ''}`);
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => rm(folder, { recursive: true }));

describe('playWithFluidSynth', () => {
  it('gives the program the file and the SoundFont, and reads what it wrote', async () => {
    await install(SOUND);
    const { left, right } = await playWithFluidSynth(midi, options);
    expect([...left]).toEqual([0.5, 0.25]);
    expect([...right]).toEqual([-0.5, 1.5]);
    const told = JSON.parse(await readFile(log, 'utf8')) as { args: string[]; midi: number[] };
    expect(told.midi).toEqual([...midi]);
    expect(told.args.at(-2)).toBe(options.soundFont);
    expect(told.args.join(' ')).toMatch(/-r 44100 -R 1 .*-T raw -O float -E little/);
    expect(await leftOver()).toBe(0);
  });

  it('fails with what the program says, and leaves no file', async () => {
    await install(`console.error('fluidsynth: error: broken'); process.exit(1);`);
    await expect(playWithFluidSynth(midi, options)).rejects.toThrow(/error: broken/);
    await install('');
    await expect(playWithFluidSynth(midi, options)).rejects.toThrow(/ENOENT|wrote no sound/);
    expect(await leftOver()).toBe(0);
  });

  it('ends the program when told to, and leaves no file', async () => {
    await install('setTimeout(() => {}, 60_000);');
    const playing = playWithFluidSynth(midi, { ...options, signal: AbortSignal.timeout(300) });
    await expect(playing).rejects.toThrow(/abort/i);
    expect(await leftOver()).toBe(0);
  });

  it('says that the program is missing', async () => {
    vi.stubEnv('PATH', join(folder, 'tmp'));
    const playing = playWithFluidSynth(midi, options);
    await expect(playing).rejects.toThrow(InputError);
    await expect(playing).rejects.toThrow(/not installed/);
    expect(await leftOver()).toBe(0);
  });
});
