import type { Draws } from './draws.ts';

/** Draws how a level moves; what it gives is then asked for one step after the other. */
type Movement = (draws: Draws, length: number) => (step: number) => number;

/** A change of the same size each step, which may die down (a damped trend, Gardner and McKenzie 1985). */
const trend: Movement = ({ chance, logUniform, uniform }) => {
  const slope = logUniform(2e-4, 2e-2) * (chance(0.35) ? -1 : 1);
  const damping = chance(0.3) ? uniform(0.8, 0.99) : 1;
  return (step) => slope * (damping === 1 ? step : (1 - damping ** step) / (1 - damping));
};

const randomWalk: Movement = ({ logUniform, normal }) => {
  const size = logUniform(0.003, 0.12);
  let at = 0;
  return () => (at += size * normal());
};

/** A trend whose slope is a random walk. */
const wanderingTrend: Movement = ({ logUniform, normal }) => {
  const size = logUniform(2e-5, 2e-3);
  let [at, slope] = [0, size * 5 * normal()];
  return () => (at += slope += size * normal());
};

/** What comes back to its mean: an autoregression of the first order. */
const returning: Movement = ({ logUniform, normal, uniform }) => {
  const [size, memory] = [logUniform(0.02, 0.3), uniform(0.6, 0.98)];
  let at = size * normal();
  return () => (at = memory * at + size * Math.sqrt(1 - memory * memory) * normal());
};

/** A cycle much longer than the season, as the year is for days. */
const wave: Movement = ({ logUniform, uniform }) => {
  const [size, period, from] = [logUniform(0.03, 0.5), logUniform(40, 400), uniform(0, 2 * Math.PI)];
  return (step) => size * Math.sin(from + (2 * Math.PI * step) / period);
};

const shifts: Movement = ({ chance, logUniform, normal }) => {
  const [rate, size] = [1 / logUniform(20, 200), logUniform(0.05, 0.5)];
  let at = 0;
  return () => (chance(rate) ? (at += size * normal()) : at);
};

/** Growth, or decline, that comes to an end: the logistic curve. */
const saturation: Movement = ({ logUniform, normal, uniform }, length) => {
  const [size, middle, width] = [0.6 * normal(), uniform(-0.2, 1.1) * length, logUniform(0.03, 0.3) * length];
  return (step) => size / (1 + Math.exp((middle - step) / width));
};

const MOVEMENTS = { trend, randomWalk, wanderingTrend, returning, wave, shifts, saturation };
const WEIGHTS = {
  trend: 3,
  randomWalk: 3,
  wanderingTrend: 1,
  returning: 3,
  wave: 1.5,
  shifts: 1,
  saturation: 0.5,
} as const;

/** In a step of a season of 5, 7, 24 or 52, a day, an hour or a week, less happens than in a year, a quarter or a month. */
const PACES = new Map([
  [5, 0.4],
  [7, 0.4],
  [24, 0.15],
  [52, 0.4],
]);

/**
 * How the level of a series moves, in shares of the level: not at all, or by one or several movements together.
 * @param season steps
 */
export function levelPath(draws: Draws, season: number, length: number): Float64Array {
  const pace = PACES.get(season) ?? 1;
  const count = Number(draws.choose({ 0: 2, 1: 4, 2: 3, 3: 1 }));
  const moves = Array.from({ length: count }, () => MOVEMENTS[draws.choose(WEIGHTS)](draws, length));
  return Float64Array.from({ length }, (_, step) => moves.reduce((sum, move) => sum + pace * move(step), 0));
}
