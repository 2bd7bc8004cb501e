import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '@reprise/core/errors';
import { afterAll, describe, expect, it } from 'vitest';
import { readLines } from './textFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-file-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('readLines', () => {
  it.each([
    ['ends with a newline', 'a\nb\n', ['a', 'b']],
    ['ends without one', 'a\nb', ['a', 'b']],
    ['has Windows line ends', 'a\r\nb\r\n', ['a', 'b']],
    ['has a byte order mark', '\ufeffa\nb', ['a', 'b']],
    ['has empty lines', '\na\n\n', ['', 'a', '']],
    ['has other separators inside of lines', 'a\u2028b\rc\u0085d\n', ['a\u2028b\rc\u0085d']],
    ['has letters of all lengths', 'é猫🙂\n', ['é猫🙂']],
    ['is empty', '', []],
  ])('reads a file that %s, plain or packed', async (_, text, lines) => {
    expect(await readLines(file('plain.gz', text))).toEqual(lines);
    expect(await readLines(file('packed.txt', gzipSync(text)))).toEqual(lines);
  });

  it.each([
    ['Latin-1', Buffer.from('gut\nschön\n', 'latin1'), /latin\.txt, line 2: expected UTF-8/],
    ['a letter cut at the end of the file', Buffer.from('a\nb\né').subarray(0, -1), /line 3: expected UTF-8/],
    ['a letter cut by a newline', Buffer.from([0x61, 0x0a, 0xc3, 0x0a, 0xa9]), /line 2: expected UTF-8/],
    ['a surrogate in UTF-8', Buffer.from([0xed, 0xa0, 0x80]), /line 1: expected UTF-8/],
    ['UTF-16', Buffer.from('\ufeffgut\n', 'utf16le'), /got UTF-16 text.*iconv/],
    ['UTF-16 without its mark', Buffer.from('gut\n', 'utf16le'), /line 1: .*NUL character/],
    ['a zip archive', Buffer.from('PK\x03\x04rest'), /zip archive: unzip it/],
    ['a damaged gzip file', gzipSync('text').subarray(0, -6), /damaged gzip/],
    ['a packed file of Latin-1', gzipSync(Buffer.from('a\nschön', 'latin1')), /line 2: expected UTF-8/],
  ])('refuses %s', async (_, bytes, message) => {
    const reading = readLines(file('latin.txt', bytes));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  it('suggests the file that was meant', async () => {
    file('train.en.gz', '');
    await expect(readLines(join(folder, 'tain.en.gz'))).rejects.toThrow(
      /no such file; did you mean train\.en\.gz\?/,
    );
    await expect(readLines(join(folder, 'nowhere', 'x'))).rejects.toThrow(/no such file$/);
    await expect(readLines(join(folder, 'train.en.gz', 'x'))).rejects.toThrow(InputError);
  });

  it('refuses a folder', async () => {
    await expect(readLines(folder)).rejects.toThrow(/got a folder/);
  });
});
