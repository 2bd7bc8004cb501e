import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkSoundFont, findSoundFont } from './soundFonts.ts';

const root = await mkdtemp(join(tmpdir(), 'sound-fonts-test-'));
afterAll(() => rm(root, { recursive: true }));

async function folderOf(name: string, ...files: string[]): Promise<string> {
  await mkdir(join(root, name));
  for (const file of files) await writeFile(join(root, name, file), '');
  return join(root, name);
}

describe('findSoundFont', () => {
  it("prefers the system's default, then whole sets, then what there is", async () => {
    const one = await folderOf('one', 'readme.txt', 'Organ.SF2');
    const two = await folderOf('two', 'FluidR3_GM.sf2', 'TimGM6mb.sf2');
    const three = await folderOf('three', 'default-GM.sf3');
    expect(await findSoundFont([one, two, three])).toBe(join(three, 'default-GM.sf3'));
    expect(await findSoundFont([one, two])).toBe(join(two, 'FluidR3_GM.sf2'));
    expect(await findSoundFont([join(root, 'missing'), one])).toBe(join(one, 'Organ.SF2'));
  });

  it('finds none where none is', async () => {
    expect(await findSoundFont([join(root, 'missing'), await folderOf('four', 'notes.txt')])).toBeUndefined();
  });
});

describe('checkSoundFont', () => {
  it('knows SoundFonts and DLS banks by their first bytes', async () => {
    for (const kind of ['sfbk', 'DLS ']) {
      const path = join(root, `${kind.trim()}.bin`);
      await writeFile(path, `RIFF....${kind}LIST`);
      await expect(checkSoundFont(path)).resolves.toBeUndefined();
    }
    const path = join(root, 'wave.sf2');
    await writeFile(path, 'RIFF....WAVEfmt ');
    await expect(checkSoundFont(path)).rejects.toThrow(/expected a file of the kind .sf2/);
  });
});
