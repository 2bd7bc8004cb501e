import { describe, expect, it } from 'vitest';
import { heatColour } from './heat.ts';

describe('heatColour', () => {
  it('goes from white to the darkest blue, darker at every step', () => {
    expect(heatColour(0)).toBe('rgb(255, 255, 255)');
    expect(heatColour(1)).toBe('rgb(10, 42, 82)');
    const light = Array.from({ length: 21 }, (_, at) =>
      heatColour(at / 20)
        .match(/\d+/g)!
        .reduce((sum, value) => sum + Number(value), 0),
    );
    expect(light).toEqual([...new Set(light)].sort((a, b) => b - a));
  });
});
