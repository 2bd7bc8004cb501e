import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '@reprise/core/errors';
import { countInk, decodePng, sizeOf } from '@reprise/testing/pictures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lineChart } from './lineChart.ts';
import { pictureFormat, svgToPng, writePicture } from './writePicture.ts';

const folder = mkdtempSync(join(tmpdir(), 'write-picture-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let svg: string;
let size: { width: number; height: number };
beforeAll(async () => {
  const points = [
    [1, 1],
    [2, 3],
  ] as const;
  svg = await lineChart({ xLabel: 'months', yLabel: 'sales', series: [{ name: 'dog', points }] });
  size = sizeOf(svg);
});

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

describe('svgToPng', () => {
  it('is a PNG of twice the size, or of the width asked for', async () => {
    const png = await svgToPng(svg);
    expect([...png.subarray(0, 8)]).toEqual(PNG_SIGNATURE);
    expect(decodePng(png)).toMatchObject({ width: 2 * size.width, height: 2 * size.height });
    const narrow = decodePng(await svgToPng(svg, { width: 100 }));
    expect(narrow.width).toBe(100);
    expect(Math.abs(narrow.height - (100 * size.height) / size.width)).toBeLessThanOrEqual(1);
  });

  it('draws the words, in a font of its own', async () => {
    const withWords = decodePng(await svgToPng(svg));
    const without = decodePng(await svgToPng(svg.replace(/<text.*?<\/text>/g, '')));
    expect(countInk(withWords)).toBeGreaterThan(countInk(without) + 500);
    // Another word is another picture: not all letters are the box of a missing one.
    const other = decodePng(await svgToPng(svg.replaceAll('dog', 'fig')));
    expect(Buffer.compare(other.rgba, withWords.rgba)).not.toBe(0);
  });

  it('is white where nothing is drawn, not transparent', async () => {
    const { rgba } = decodePng(
      await svgToPng('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'),
    );
    expect([...rgba]).toEqual(Array<number>(8 * 6 * 4).fill(255));
  });

  it.each([0, -1, 1.5, NaN, 1e6])('refuses a width of %s', async (width) => {
    await expect(svgToPng(svg, { width })).rejects.toThrow(InputError);
  });
});

describe('writePicture', () => {
  it('writes what the extension says, in place of what was there, and leaves nothing else', async () => {
    const [svgPath, pngPath] = [join(folder, 'a.svg'), join(folder, 'b.PNG')];
    writeFileSync(svgPath, 'old');
    await writePicture(svgPath, svg);
    await writePicture(pngPath, svg);
    expect(readFileSync(svgPath, 'utf8')).toBe(svg);
    expect([...readFileSync(pngPath).subarray(0, 8)]).toEqual(PNG_SIGNATURE);
    expect(readdirSync(folder).sort()).toEqual(['a.svg', 'b.PNG']);
  });

  it('says what it cannot do', async () => {
    expect(() => pictureFormat('out.jpg')).toThrow(
      new InputError('a picture is a file ending in .svg or .png, got "out.jpg"'),
    );
    await expect(writePicture(join(folder, 'a.gif'), svg)).rejects.toThrow(InputError);
    const missing = join(folder, 'missing', 'a.svg');
    await expect(writePicture(missing, svg)).rejects.toThrow(InputError);
    await expect(writePicture(missing, svg)).rejects.toThrow(`cannot write the picture ${missing}: ENOENT`);
  });
});
