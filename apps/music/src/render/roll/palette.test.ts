import { describe, expect, it } from 'vitest';
import { noteColor, type Origin } from './palette.ts';

const channels = (color: string) =>
  [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as [number, number, number];

/** Relative luminance, as the Web Content Accessibility Guidelines define it. */
function luminance(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const voices = (origin: Origin) => [0, 1, 2, 3].map((voice) => noteColor(origin, voice, 4));

describe('noteColor', () => {
  it.each(['given', 'generated'] as const)('has shades of %s that differ without colour too', (origin) => {
    const shades = voices(origin).map(luminance);
    expect(1.05 / (shades[0]! + 0.05)).toBeGreaterThan(2.4);
    for (const [index, shade] of shades.slice(1).entries()) {
      expect((shades[index]! + 0.05) / (shade + 0.05)).toBeGreaterThan(1.25);
    }
  });

  it('has more blue than red in what is given, less in what is generated: every colour vision tells that', () => {
    for (const color of [...voices('given'), noteColor('given', 0, 1)]) {
      const [red, , blue] = channels(color);
      expect(blue - red).toBeGreaterThan(100);
    }
    for (const color of [...voices('generated'), noteColor('generated', 0, 1)]) {
      const [red, , blue] = channels(color);
      expect(red - blue).toBeGreaterThan(100);
    }
  });
});
