import { InputError } from '../errors.ts';
import { blockRepeats, minimumLength, type Scorer } from './scorers.ts';

/** What every search over tokens takes. */
export interface SearchOptions {
  readonly bos: number;
  readonly eos: number;
  /** the most tokens of an output, eos among them: one number, or one for each source */
  readonly maxLength: number | ArrayLike<number>;
  /** the fewest tokens of an output, eos not among them (default 0) */
  readonly minLength?: number | undefined;
  /** no sequence of so many tokens comes twice in one output */
  readonly noRepeatNgram?: number | undefined;
  readonly scorers?: readonly Scorer[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The options' own scorers, and those that stand for its settings. */
export function searchScorers({ eos, minLength, noRepeatNgram, scorers = [] }: SearchOptions): Scorer[] {
  const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
  checkOption('search', 'minLength', minLength, 'a whole number from 0 on', isCount);
  checkOption(
    'search',
    'noRepeatNgram',
    noRepeatNgram,
    'a whole number from 1 on',
    (n) => isCount(n) && n > 0,
  );
  return [
    ...(minLength ? [minimumLength(minLength, eos)] : []),
    ...(noRepeatNgram ? [blockRepeats(noRepeatNgram)] : []),
    ...scorers,
  ];
}

/** The maximum length of each source. */
export function lengthLimits({ maxLength }: SearchOptions, sources: number): number[] {
  const limits =
    typeof maxLength === 'number' ? new Array<number>(sources).fill(maxLength) : Array.from(maxLength);
  if (limits.length !== sources) {
    throw new InputError(
      `search: expected one maxLength, or one for each of the ${sources} sources, got ${limits.length}.`,
    );
  }
  for (const limit of limits) {
    checkOption(
      'search',
      'maxLength',
      limit,
      'a whole number from 0 on',
      (n) => Number.isInteger(n) && n >= 0,
    );
  }
  return limits;
}

/** @throws InputError when the option is given and not valid */
export function checkOption(
  who: string,
  name: string,
  value: number | undefined,
  expected: string,
  isValid: (value: number) => boolean,
): void {
  if (value === undefined || isValid(value)) return;
  throw new InputError(`${who}: expected ${name} to be ${expected}, got ${value}.`);
}
