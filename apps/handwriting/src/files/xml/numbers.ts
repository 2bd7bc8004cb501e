import { InputError } from '@reprise/core/errors';

/** Numbers between spaces or commas. @throws InputError where something else stands there */
export function numbersIn(text: string, place: string): number[] {
  const words = text.trim();
  if (words === '') return [];
  return words.split(/\s*,\s*|\s+/u).map((word) => {
    const value = word === '' ? NaN : Number(word);
    if (Number.isFinite(value)) return value;
    throw new InputError(`${place}: expected numbers, got ${JSON.stringify(word.slice(0, 40))}`);
  });
}
