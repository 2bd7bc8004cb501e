import { Rng } from '@reprise/engine';
import type { LabelledInk } from '../data/labelledInk.ts';
import { MARKS } from './marks.ts';

/** A line to compose: places of inks in a list, and between them spaces and marks. */
export type LinePlan = readonly (number | string)[];

/** Words or characters of a composed line at most. */
const MOST_WORDS = 3;
const MOST_CHARACTERS = 5;
const ENDS = ['.', ',', '.', ',', '!', '?', ':', ';'];

/**
 * Lines to compose from inks of one writer each: two or three words with a space, a hyphen or an apostrophe between
 * them and marks around them, single words with marks, and strings of digits or letters from single characters.
 *
 * @param share how many there are for each ink, about
 */
export function planLines(inks: readonly LabelledInk[], share: number, seed: number): LinePlan[] {
  const rng = Rng.fromSeed(seed).fold('lines');
  const groups = new Map<string, number[]>();
  inks.forEach((ink, place) => {
    if (ink.writer === undefined || Array.from(ink.text).some((character) => MARKS.includes(character)))
      return;
    const key = `${ink.category ?? ''} ${ink.writer}`;
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  });
  const plans: LinePlan[] = [];
  for (const [key, places] of groups) {
    const isSingle = places.every((place) => Array.from((inks[place] as LabelledInk).text).length === 1);
    const count = Math.floor(places.length * share + rng.fold('count', key).float());
    for (let index = 0; index < count; index++) {
      const own = rng.fold(key, index);
      plans.push(isSingle ? planString(places, own) : planWords(places, own));
    }
  }
  return plans;
}

function planString(places: readonly number[], rng: Rng): LinePlan {
  const draws = drawer(rng);
  const length = 2 + Math.floor(draws() * (MOST_CHARACTERS - 1));
  const plan: (number | string)[] = Array.from({ length }, () => pick(places, draws()));
  if (draws() < 0.15)
    plan.splice(1 + Math.floor(draws() * (length - 1)), 0, pick(['.', ',', '-', ':'], draws()));
  return plan;
}

function planWords(places: readonly number[], rng: Rng): LinePlan {
  const draws = drawer(rng);
  const words = 1 + Math.floor(draws() * MOST_WORDS);
  const plan: (number | string)[] = [];
  for (let word = 0; word < words; word++) {
    if (word > 0) plan.push(draws() < 0.85 ? ' ' : pick(['-', "'"], draws()));
    plan.push(pick(places, draws()));
    const isLast = word === words - 1;
    const follows = draws();
    if (follows < (isLast ? 0.6 : 0.25)) plan.push(pick(ENDS, draws()));
    else if (follows > 0.94) enclose(plan, draws());
  }
  return plan;
}

/** Puts quotes or brackets around the last word. */
function enclose(plan: (number | string)[], draw: number): void {
  const [open, close] = pick<readonly [string, string]>(
    [
      ['"', '"'],
      ['(', ')'],
      ["'", "'"],
    ],
    draw,
  );
  plan.splice(plan.length - 1, 0, open);
  plan.push(close);
}

function drawer(rng: Rng): () => number {
  const words = rng.words(32);
  let next = 0;
  return () => (words[next++ % words.length] as number) / 2 ** 32;
}

function pick<T>(list: readonly T[], draw: number): T {
  return list[Math.min(list.length - 1, Math.floor(draw * list.length))] as T;
}
