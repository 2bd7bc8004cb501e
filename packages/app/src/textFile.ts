import { isUtf8 } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError, nearest } from '@reprise/core/errors';

export { writeWhole } from './wholeFile.ts';

const NEWLINE = 0x0a;

/** First bytes of files that hold text in a form that is not read here, and what to do about it. */
const OTHER_FORMS = [
  {
    name: 'a zip archive',
    magic: [0x50, 0x4b, 0x03, 0x04],
    advice: 'unzip it and give the text file inside',
  },
  { name: 'an xz archive', magic: [0xfd, 0x37, 0x7a, 0x58], advice: 'unpack it with "xz -d", or use gzip' },
  { name: 'a bzip2 archive', magic: [0x42, 0x5a, 0x68], advice: 'unpack it with "bzip2 -d", or use gzip' },
  {
    name: 'a zstd archive',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    advice: 'unpack it with "zstd -d", or use gzip',
  },
  { name: 'UTF-16 text', magic: [0xff, 0xfe], advice: 'convert it with "iconv -f UTF-16 -t UTF-8"' },
  { name: 'UTF-16 text', magic: [0xfe, 0xff], advice: 'convert it with "iconv -f UTF-16 -t UTF-8"' },
];
const GZIP_MAGIC = [0x1f, 0x8b];

/**
 * The lines of a UTF-8 text file, plain or gzip (told apart by their first bytes, not by their names).
 * A byte order mark is dropped; lines end with LF or CR LF, the last one with or without.
 *
 * @throws InputError if there is no such file, it is damaged, or it is not UTF-8 text; the message has
 *   the number of the first line at fault.
 */
export async function readLines(path: string): Promise<string[]> {
  const bytes = unpacked(await readBytes(path), path);
  if (!isUtf8(bytes)) {
    throw new InputError(
      `${path}, line ${firstLineNotUtf8(bytes)}: expected UTF-8 text, got bytes that are not. ` +
        'Convert the file, for instance with "iconv -f WINDOWS-1252 -t UTF-8"',
    );
  }
  const lines = new TextDecoder().decode(bytes).split('\n');
  if (lines.at(-1) === '') {
    lines.pop();
  }
  return lines.map((line, index) => {
    if (line.includes('\0')) {
      throw new InputError(
        `${path}, line ${index + 1}: expected text, got a NUL character: UTF-16 or no text file`,
      );
    }
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  });
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EISDIR') {
      throw new InputError(`${path}: expected a text file, got a folder`);
    }
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const neighbours = await readdir(dirname(path)).catch(() => []);
      const meant = nearest(basename(path), neighbours);
      throw new InputError(`${path}: no such file${meant === undefined ? '' : `; did you mean ${meant}?`}`);
    }
    throw new InputError(
      `${path}: cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function unpacked(bytes: Buffer, path: string): Buffer {
  const startsWith = (magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte);
  const other = OTHER_FORMS.find(({ magic }) => startsWith(magic));
  if (other !== undefined) {
    throw new InputError(`${path}: expected plain or gzip UTF-8 text, got ${other.name}: ${other.advice}`);
  }
  if (!startsWith(GZIP_MAGIC)) {
    return bytes;
  }
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new InputError(
      `${path}: damaged gzip file: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function firstLineNotUtf8(bytes: Buffer): number {
  let line = 1;
  // No byte of a longer UTF-8 character equals a newline, so that lines can be judged one by one.
  for (let start = 0; start < bytes.length; line++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end))) break;
    start = end + 1;
  }
  return line;
}
