import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import sharp, { type Sharp } from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { readLineImage } from './readLineImage.ts';
import { rasterise } from './rasterise.ts';
import { drawnWord, likeness } from './strokes.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-line-image-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const HEIGHT = 32;
const large = rasterise(drawnWord(), { height: 160, penWidth: 9, margin: 30 });
const clean = rasterise(drawnWord(), { height: HEIGHT, penWidth: 2.3 });
const raw = { width: large.width, height: large.height, channels: 1 as const };
/** Black on white. */
const picture = (): Sharp => sharp(Buffer.from(large.pixels.map((value) => 255 - value)), { raw });

async function read(file: Sharp) {
  return readLineImage(await file.toBuffer(), { height: HEIGHT });
}

describe('readLineImage', () => {
  it.each([
    ['PNG', picture().png()],
    ['PNG with 16 bits', picture().toColourspace('grey16').png()],
    ['JPEG', picture().jpeg({ quality: 80 })],
    ['bad JPEG', picture().jpeg({ quality: 20 })],
    ['WebP', picture().webp({ lossless: true })],
    ['GIF', picture().gif()],
    ['TIFF', picture().tiff()],
    ['coloured JPEG', picture().tint('#3050c0').jpeg()],
    ['four times as large', picture().resize({ height: 640 }).png()],
    ['small', picture().resize({ height: 70 }).png()],
    ['black and white', picture().threshold(128).png()],
    ['light on dark', picture().negate().png()],
    ['faint on grey', picture().linear(0.2, 120).png()],
    [
      'in a large white page',
      picture().extend({ top: 900, left: 700, right: 2000, background: '#fff' }).png(),
    ],
  ])('reads %s as the clean drawing', async (_, file) => {
    const line = await read(file);
    expect(line.height).toBe(HEIGHT);
    expect(Math.abs(line.width - clean.width)).toBeLessThanOrEqual(4);
    expect(likeness(line, clean)).toBeGreaterThan(0.85);
  });

  it('reads a path as the bytes of its file', async () => {
    const path = join(folder, 'line.png');
    const bytes = await picture().png().toBuffer();
    writeFileSync(path, bytes);
    const line = await readLineImage(path, { height: HEIGHT });
    expect(line).toEqual(await readLineImage(bytes, { height: HEIGHT }));
    expect(line).toEqual(await read(picture().png()));
  });

  it('turns a photograph as its EXIF orientation says', async () => {
    const upright = await read(picture().jpeg({ quality: 100 }));
    for (const [turn, orientation] of [
      [90, 8],
      [180, 3],
      [270, 6],
    ] as const) {
      const turned = await read(picture().rotate(turn).withMetadata({ orientation }).jpeg({ quality: 100 }));
      expect(turned.width).toBe(upright.width);
      expect(likeness(turned, upright)).toBeGreaterThan(0.97);
    }
  });

  it('lays ink without a ground on white', async () => {
    const rgba = new Uint8Array(4 * large.pixels.length);
    large.pixels.forEach((value, at) => {
      rgba[4 * at + 3] = value;
    });
    const transparent = sharp(Buffer.from(rgba), { raw: { ...raw, channels: 4 } }).png();
    expect(likeness(await read(transparent), clean)).toBeGreaterThan(0.85);
  });

  it('says what is wrong with a file', async () => {
    const missing = join(folder, 'missing.png');
    const read = (from: string | Uint8Array, name?: string) => readLineImage(from, { height: HEIGHT, name });
    await expect(read(missing)).rejects.toThrow(InputError);
    await expect(read(missing)).rejects.toThrow(`cannot read the picture ${missing}: ENOENT`);
    await expect(read(folder)).rejects.toThrow(/EISDIR/);
    for (const bytes of [Buffer.from('Dear reader'), Buffer.alloc(0)]) {
      await expect(read(bytes, 'notes.txt')).rejects.toThrow(InputError);
      await expect(read(bytes, 'notes.txt')).rejects.toThrow(/^notes.txt: expected a picture/);
    }
    const whole = await picture().png().toBuffer();
    await expect(read(whole.subarray(0, whole.length / 2), 'half.png')).rejects.toThrow(
      /^half.png: expected a/,
    );
    await expect(read(Buffer.alloc(65 * 2 ** 20), 'film.raw')).rejects.toThrow(/at most 64 MiB, got 65 MiB/);
  });

  it('refuses more pixels than a camera has before it looks at them, and hardly any', async () => {
    const vast = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="12000" height="9000"/>');
    await expect(readLineImage(vast, { height: HEIGHT, name: 'vast.png' })).rejects.toThrow(
      /^vast.png: expected a picture of at most 100 million pixels, got 12000 by 9000/,
    );
    await expect(read(picture().resize(2, 40, { fit: 'fill' }).png())).rejects.toThrow(
      /at least 3 by 3 pixels, got 2 by 40/,
    );
  });

  it('finds no ink on blank paper', async () => {
    const blank = { width: 300, height: 80, channels: 3 as const, background: '#fdfbf3' };
    await expect(read(sharp({ create: blank }).png())).rejects.toThrow(/found no ink/);
  });
});
