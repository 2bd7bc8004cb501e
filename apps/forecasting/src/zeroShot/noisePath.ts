import type { Draws } from './draws.ts';

/** Degrees of freedom of noise with heavy tails. */
const HEAVY = 4;

/**
 * Noise in shares of the level: white or with a short memory, of the same size throughout or calm and wild by turns,
 * normal or with heavy tails.
 */
export function noisePath(draws: Draws, length: number): Float64Array {
  const { chance, gamma, logUniform, normal, uniform } = draws;
  const size = logUniform(0.004, 0.5);
  const memory = chance(0.35) ? uniform(-0.4, 0.8) : 0;
  const [change, persistence] = [chance(0.2) ? uniform(0.2, 0.8) : 0, uniform(0.7, 0.98)];
  const isHeavy = chance(0.3);
  let mood = normal();
  let last = normal();
  return Float64Array.from({ length }, () => {
    mood = persistence * mood + Math.sqrt(1 - persistence ** 2) * normal();
    // Student's t is a normal number over the root of a gamma number.
    const shock = isHeavy ? normal() / Math.sqrt(2 * gamma(HEAVY / 2)) : normal();
    last = memory * last + Math.sqrt(1 - memory ** 2) * shock;
    return size * Math.exp(change * mood) * last;
  });
}
