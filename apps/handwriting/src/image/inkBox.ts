/** Where the ink of a picture is, in pixels; `right` and `bottom` are the first ones outside. */
export interface InkBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** of the pen's line, about */
  readonly thickness: number;
}

/** Dust is smaller than this part of a dot that the pen would make, or than so many pixels. */
const SPECK = { part: 0.3, pixels: 2 };

/**
 * The box around all ink but specks: ink is joined to what touches it, at corners too, and pieces much smaller than a
 * dot of the pen are specks.
 *
 * @param isInk a picture `width` pixels wide: 1 where there is ink. It is used up.
 * @returns undefined where there are at most specks
 */
export function findInk(isInk: Uint8Array, width: number): InkBox | undefined {
  const height = isInk.length / width;
  const thickness = thicknessOf(isInk, width);
  const smallest = Math.max(SPECK.pixels, SPECK.part * thickness ** 2);
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const waiting: number[] = [];
  for (let start = 0; start < isInk.length; start++) {
    if (isInk[start] === 0) continue;
    let [area, left, right, bottom] = [0, Infinity, -Infinity, 0];
    const top = Math.floor(start / width);
    isInk[start] = 0;
    waiting.push(start);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const y = Math.floor(at / width);
      const x = at - y * width;
      area += 1;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y > bottom) bottom = y;
      const [fromX, toX] = [Math.max(0, x - 1), Math.min(width - 1, x + 1)];
      const [fromY, toY] = [Math.max(0, y - 1), Math.min(height - 1, y + 1)];
      for (let nearY = fromY; nearY <= toY; nearY++) {
        for (let near = nearY * width + fromX; near <= nearY * width + toX; near++) {
          if (isInk[near] === 0) continue;
          isInk[near] = 0;
          waiting.push(near);
        }
      }
    }
    if (area < smallest) continue;
    box.left = Math.min(box.left, left);
    box.top = Math.min(box.top, top);
    box.right = Math.max(box.right, right + 1);
    box.bottom = Math.max(box.bottom, bottom + 1);
  }
  return box.left === Infinity ? undefined : { ...box, thickness };
}

/** A line has twice its length of border, near enough, and its length times its thickness of ink. */
function thicknessOf(isInk: Uint8Array, width: number): number {
  let [area, border] = [0, 0];
  for (let at = 0; at < isInk.length; at++) {
    if (isInk[at] === 0) continue;
    area += 1;
    const column = at % width;
    if (column === 0 || isInk[at - 1] === 0) border += 1;
    if (column === width - 1 || isInk[at + 1] === 0) border += 1;
    if (!isInk[at - width]) border += 1;
    if (!isInk[at + width]) border += 1;
  }
  return border === 0 ? 0 : (2 * area) / border;
}
