import type { Rng } from '@reprise/engine';
import type { GreyImage, LineImage } from './lineImage.ts';
import { drawPaper, paintPaper } from './paper.ts';
import { drawSegment } from './penSegment.ts';
import { between, uniforms } from './uniforms.ts';

/** Ink has to stand out from its paper by this share of the light, at least. */
const FAINTEST_INK = 0.35;
const MOST_SPECKS = 6;

/**
 * A line of ink as if it had been written on some paper and photographed, scanned or drawn on a screen: grey, stained,
 * shaded or ruled paper, fainter ink, specks, blur, noise, a bent tone curve, black and white only, light on dark. The
 * same key gives the same picture.
 *
 * @param strength from 0, black on white and nothing else, to 1
 */
export function augmentImage(image: LineImage, rng: Rng, strength = 1): GreyImage {
  const { width, height } = image;
  const draw = uniforms(rng.fold('camera'));
  const paper = drawPaper(rng, strength, height);
  const page = paintPaper(paper, rng, width, height);
  const isBinary = draw() < 0.12 * strength;
  const blank = isBinary ? page.slice() : undefined;
  const inkShare = 1 - strength * (1 - FAINTEST_INK) * draw() ** 1.5;
  writeOn(page, withSpecks(image, rng, strength), inkShare);

  const softness = strength * between(-0.2, 0.5, draw());
  for (let left = softness; left > 0; left -= 1 / 3) blur(page, width, height, Math.min(1 / 3, left));
  // Faint writing in noise is not to be read by anyone.
  const loudest = (isBinary ? 0.01 : 0.04) * inkShare * paper.brightness + 4;
  const noise = strength * between(0, loudest, draw() ** 2);
  addNoise(page, noise, rng.fold('noise').words(1)[0] as number);

  const gamma = Math.exp(strength * between(-0.5, 0.5, draw()));
  const isNegative = draw() < 0.1 * strength;
  const tones = toneCurve(gamma, isNegative);
  if (blank !== undefined) binarise(page, blank, 1 - inkShare * between(0.15, 0.35, draw()));
  const pixels = new Uint8Array(page.length);
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = tones[Math.min(255, Math.max(0, (page[at] as number) + 0.5)) | 0] as number;
  }
  return { width, height, pixels };
}

/** The image with dust and stray dots of the pen. */
function withSpecks(image: LineImage, rng: Rng, strength: number): LineImage {
  const draw = uniforms(rng.fold('specks'));
  const count = Math.floor(strength * Math.max(0, between(-MOST_SPECKS, MOST_SPECKS, draw())));
  if (count === 0) return image;
  const speckled = { ...image, pixels: image.pixels.slice() };
  for (let speck = 0; speck < count; speck++) {
    const [x, y] = [draw() * image.width, draw() * image.height];
    const dot = { x, y, radius: between(0.2, 0.8, draw() ** 2), darkness: between(60, 255, draw()) };
    drawSegment(speckled, dot, dot);
  }
  return speckled;
}

/** Ink takes its share of whatever light the paper under it has. */
function writeOn(page: Float32Array, { pixels }: LineImage, inkShare: number): void {
  const share = inkShare / 255;
  for (let at = 0; at < page.length; at++) {
    const ink = pixels[at] as number;
    if (ink !== 0) page[at] = (page[at] as number) * (1 - share * ink);
  }
}

/** Gives each pixel `amount` of each of its two neighbours, in rows and then in columns. */
function blur(page: Float32Array, width: number, height: number, amount: number): void {
  const kept = 1 - 2 * amount;
  for (let y = 0; y < height; y++) {
    let before = page[y * width] as number;
    for (let at = y * width, last = at + width - 1; at <= last; at++) {
      const here = page[at] as number;
      const after = at === last ? here : (page[at + 1] as number);
      page[at] = kept * here + amount * (before + after);
      before = here;
    }
  }
  const above = page.slice(0, width);
  for (let y = 0; y < height; y++) {
    const down = y === height - 1 ? 0 : width;
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const here = page[at] as number;
      page[at] = kept * here + amount * ((above[x] as number) + (page[at + down] as number));
      above[x] = here;
    }
  }
}

/** Standard deviation of the sum of four bytes that are drawn evenly. */
const FOUR_BYTES = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/**
 * Nearly normal noise: sums of four bytes of Marsaglia's xorshift (2003). A picture needs many thousand numbers, good to
 * the eye and no more, which the key's own would give too slowly.
 */
function addNoise(page: Float32Array, deviation: number, seed: number): void {
  if (deviation === 0) return;
  const scale = deviation / FOUR_BYTES;
  let state = seed | 1;
  for (let at = 0; at < page.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const sum = (state & 255) + ((state >>> 8) & 255) + ((state >>> 16) & 255) + (state >>> 24);
    page[at] = (page[at] as number) + (sum - 510) * scale;
  }
}

function toneCurve(gamma: number, isNegative: boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, tone) => {
    const bent = 255 * (tone / 255) ** gamma;
    return Math.round(isNegative ? 255 - bent : bent);
  });
}

/** Black where less than a `share` of the paper's light is left, white elsewhere, as a copier has it. */
function binarise(page: Float32Array, paper: Float32Array, share: number): void {
  for (let at = 0; at < page.length; at++) {
    page[at] = (page[at] as number) < share * (paper[at] as number) ? 0 : 255;
  }
}
