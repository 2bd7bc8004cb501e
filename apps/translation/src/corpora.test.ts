import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { checkFile, CORPORA, describeCorpora } from './corpora.ts';

const folder = mkdtempSync(join(tmpdir(), 'corpora-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('checkFile', () => {
  const text = 'Hi.\tSalut !\n';
  const packed = gzipSync(text);
  const file = { name: 'a.txt.gz', sha256: sha256(packed), textSha256: sha256(text) };
  const corpus = { name: '', what: '', home: '', licence: '', credit: '', folder: 'x/y', files: [file] };

  beforeEach(() => {
    rmSync(join(folder, 'x'), { recursive: true, force: true });
    mkdirSync(join(folder, 'x/y'), { recursive: true });
  });

  it.each([
    ['the file itself', 'a.txt.gz', packed, 'verified'],
    ['the same text packed otherwise', 'a.txt.gz', gzipSync(text, { level: 1, memLevel: 1 }), 'verified'],
    ['the unpacked text', 'a.txt', Buffer.from(text), 'verified'],
    ['another text', 'a.txt.gz', gzipSync('Hi.\tSalut.\n'), 'differs'],
    ['another unpacked text', 'a.txt', Buffer.from('Hi.'), 'differs'],
    ['a damaged file', 'a.txt.gz', packed.subarray(0, -4), 'differs'],
    ['nothing of that name', 'b.txt.gz', packed, 'missing'],
  ])('of %s', async (_, name, bytes, state) => {
    writeFileSync(join(folder, 'x/y', name), bytes);
    expect(await checkFile(folder, corpus, file)).toBe(state);
  });

  it('of a folder that is not there', async () => {
    expect(await checkFile(join(folder, 'nowhere'), corpus, file)).toBe('missing');
  });
});

describe('describeCorpora', () => {
  it('tells source, licence, credit, place and checksum of every file', async () => {
    const text = await describeCorpora();
    for (const corpus of CORPORA) {
      for (const part of [corpus.name, corpus.home, corpus.licence, corpus.credit]) {
        expect(text).toContain(part);
      }
      for (const file of corpus.files) {
        expect(text).toContain(`${corpus.folder}/${file.name}\n      sha256 ${file.sha256}`);
      }
    }
    expect(text).toContain('Set REPRISE_DATA');
  });

  it('says what a folder lacks', async () => {
    const text = await describeCorpora(folder);
    expect(text.match(/ {2}missing$/gmu)).toHaveLength(CORPORA.flatMap(({ files }) => files).length);
    expect(text).toContain(`Checked in ${folder}`);
  });
});

const dataFolder =
  process.env.REPRISE_DATA ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

describe.skipIf(!existsSync(join(dataFolder, 'translation')))(
  'the data folder (skipped where REPRISE_DATA has none)',
  () => {
    it('has every file as it was used', async () => {
      for (const corpus of CORPORA) {
        for (const file of corpus.files) {
          expect([file.name, await checkFile(dataFolder, corpus, file)]).toEqual([file.name, 'verified']);
        }
      }
    });
  },
);
