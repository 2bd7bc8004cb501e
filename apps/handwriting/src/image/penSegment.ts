/** Where a round pen is, in pixels, and how it presses. */
export interface PenPoint {
  x: number;
  y: number;
  /** half the width of the line, in pixels */
  radius: number;
  /** of the ink, from 0 to 255 */
  darkness: number;
}

/** An image that is being drawn on. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/**
 * Draws what a round pen leaves on its way from one point to another, both ends rounded; from a point to itself it is a
 * dot. A pixel is as dark as the pen where it is covered, and in proportion at the edge, by how much of the pixel's
 * width along the shortest way to the pen's path lies under the pen; so lines thinner than a pixel are fainter, not
 * broken. Of two lines across a pixel the darker one counts: joints do not show.
 */
export function drawSegment({ width, height, pixels }: Canvas, from: PenPoint, to: PenPoint): void {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  const reach = Math.max(from.radius, to.radius) + 0.5;
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(height - 1, Math.floor(Math.max(from.y, to.y) + reach));
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
  const right = Math.min(width - 1, Math.floor(Math.max(from.x, to.x) + reach));
  // In a row, a line that is not level leaves ink only near where it crosses that row.
  const across = dy === 0 ? Infinity : (reach * Math.sqrt(squared)) / Math.abs(dy);
  for (let row = top; row <= bottom; row++) {
    const y = row + 0.5 - from.y;
    const crossing = dy === 0 ? 0 : from.x + (y * dx) / dy;
    const first = dy === 0 ? left : Math.max(left, Math.floor(crossing - across));
    const last = dy === 0 ? right : Math.min(right, Math.floor(crossing + across));
    for (let column = first; column <= last; column++) {
      const x = column + 0.5 - from.x;
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (x * dx + y * dy) / squared));
      const awayX = x - along * dx;
      const awayY = y - along * dy;
      const away = awayX * awayX + awayY * awayY;
      if (away >= reach * reach) continue;
      const radius = from.radius + along * (to.radius - from.radius);
      const distance = Math.sqrt(away);
      const covered = Math.min(distance + 0.5, radius) - Math.max(distance - 0.5, -radius);
      if (covered <= 0) continue;
      const darkness = from.darkness + along * (to.darkness - from.darkness);
      const value = (covered * darkness + 0.5) | 0;
      const at = row * width + column;
      if (value > (pixels[at] as number)) pixels[at] = value;
    }
  }
}
