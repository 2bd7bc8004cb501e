import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';

/** Where systems keep SoundFonts that programs share. */
const FOLDERS = [
  '/usr/share/sounds/sf2',
  '/usr/share/sounds/sf3',
  '/usr/share/soundfonts',
  '/usr/local/share/soundfonts',
  '/usr/local/share/sounds/sf2',
  '/opt/homebrew/share/soundfonts',
] as const;
/** In the order of preference: what the system calls its default, then whole sets of instruments. */
const PREFERRED = [/^default/i, /fluidr3.*gm/i, /generaluser/i, /gm/i];
const EXTENSION = /\.sf[23]$/i;
const MAGIC = 12;

/** The path of a SoundFont that is installed, or undefined. */
export async function findSoundFont(folders: readonly string[] = FOLDERS): Promise<string | undefined> {
  const listed = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => EXTENSION.test(name)).map((name) => ({ folder, name }));
    }),
  );
  const found = listed.flat();
  const best =
    PREFERRED.map((pattern) => found.find(({ name }) => pattern.test(name))).find((font) => font) ?? found[0];
  return best && join(best.folder, best.name);
}

/** @throws InputError when a file cannot be read, or is neither a SoundFont nor a DLS bank by its first bytes */
export async function checkSoundFont(path: string): Promise<void> {
  const magic = Buffer.alloc(MAGIC);
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    await file.read(magic, 0, MAGIC, 0);
  } catch (error) {
    throw new InputError(`cannot read the SoundFont ${path}: ${(error as Error).message}`, { cause: error });
  } finally {
    await file?.close();
  }
  const [container, kind] = [magic.toString('latin1', 0, 4), magic.toString('latin1', 8, 12)];
  if (container !== 'RIFF' || !['sfbk', 'DLS '].includes(kind)) {
    throw new InputError(
      `the SoundFont ${path}: expected a file of the kind .sf2, .sf3 or .dls, got something else`,
    );
  }
}
