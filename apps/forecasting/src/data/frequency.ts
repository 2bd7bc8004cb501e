import { InputError, nearest } from '@reprise/core/errors';
import { UNITS, type Frequency } from '../series.ts';

type Unit = Frequency['unit'];

/** What of a smaller unit makes one of a larger: 90 minutes stay minutes, 120 become 2 hours. */
const LARGER: Partial<Record<Unit, readonly [count: number, unit: Unit][]>> = {
  second: [[60, 'minute']],
  minute: [[60, 'hour']],
  hour: [[24, 'day']],
  day: [[7, 'week']],
  month: [
    [12, 'year'],
    [3, 'quarter'],
  ],
  quarter: [[4, 'year']],
};

/** Steps until the pattern comes again, where the step is one unit. */
const SEASON: Record<Unit, number> = {
  second: 60,
  minute: 24 * 60,
  hour: 24,
  day: 7,
  businessDay: 5,
  week: 52,
  month: 12,
  quarter: 4,
  year: 1,
};

const WORDS: Record<Unit, readonly string[]> = {
  second: ['second', 'seconds', 'secondly', 'sec', 's', 'S'],
  minute: ['minute', 'minutes', 'minutely', 'min', 'T'],
  hour: ['hour', 'hours', 'hourly', 'h', 'H'],
  day: ['day', 'days', 'daily', 'd', 'D'],
  businessDay: ['business day', 'business days', 'businessday', 'weekday', 'weekdays', 'b', 'B'],
  week: ['week', 'weeks', 'weekly', 'w', 'W'],
  month: ['month', 'months', 'monthly', 'M', 'MS', 'ME', 'BM', 'BMS', 'BME'],
  quarter: ['quarter', 'quarters', 'quarterly', 'q', 'Q', 'QS', 'QE', 'BQ', 'BQS', 'BQE'],
  year: ['year', 'years', 'yearly', 'annual', 'annually', 'y', 'Y', 'YS', 'YE', 'A', 'AS', 'BY', 'BA'],
};

/**
 * A frequency in its largest unit: 60 minutes are an hour, 7 days a week, 12 months a year.
 *
 * Hours that make whole days become days, and with a time zone the two differ where daylight saving changes.
 */
export function frequencyOf(unit: Unit, count: number): Frequency {
  for (const [times, larger] of LARGER[unit] ?? []) {
    if (count % times === 0) return frequencyOf(larger, count / times);
  }
  return { unit, count };
}

/** Whether moments of this frequency are of UTC where the time zone is known; else they are of the wall's clock. */
export function isSubDaily({ unit }: Frequency): boolean {
  return unit === 'second' || unit === 'minute' || unit === 'hour';
}

/**
 * What a person means by `hour`, `15 minutes`, `half hourly`, `business day`, or by pandas' `h`, `15min`, `D`, `B`,
 * `W-SUN`, `MS`, `QS-OCT`, `YS`. Whether months are known by their first or last day is seen in the data.
 *
 * @throws InputError if it is none of these, with the nearest word.
 */
export function parseFrequency(text: string): Frequency {
  const plain = text
    .trim()
    .replaceAll('_', ' ')
    .replace(/^half[ -]?hour(ly)?$/i, '30 minutes');
  const { count = '1', word = '' } = /^(?<count>\d+)? *(?<word>.*)$/.exec(plain)?.groups ?? {};
  // pandas' anchor (W-SUN, QS-OCT) says on which day a step starts; that is the day of a series' start here.
  const bare = word.replace(/^([A-Z]{1,3})-[A-Z]{3}$/, '$1');
  // Words are read in any case, but letters are not: M is pandas' month, m is nothing.
  const spellings = bare.length > 2 ? [bare, bare.toLowerCase()] : [bare];
  const unit = UNITS.find((name) => spellings.some((spelling) => WORDS[name].includes(spelling)));
  if (unit === undefined || Number(count) < 1) {
    const meant = nearest(word, Object.values(WORDS).flat());
    throw new InputError(
      `frequency: expected a step such as "hour", "15 minutes", "business day" or "month", got ` +
        `${JSON.stringify(text)}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`,
    );
  }
  return frequencyOf(unit, Number(count));
}

/** `hour`, `15 minutes`, `business day`: what {@link parseFrequency} reads. */
export function formatFrequency({ unit, count }: Frequency): string {
  const word = unit === 'businessDay' ? 'business day' : unit;
  return count === 1 ? word : `${count} ${word}s`;
}

/**
 * Steps of the season that data of this frequency most often has: the minute of an hour's seconds, the day of hours
 * and minutes, the week of days, the year of weeks, months and quarters; 1 (none) where the season is no whole number
 * of steps.
 */
export function seasonLength({ unit, count }: Frequency): number {
  const steps = SEASON[unit] / count;
  return Number.isInteger(steps) ? steps : 1;
}

/** What to add where steps do not fit: some hours of the clock on the wall are longer where it is changed. */
export function clockHint(calendar: { readonly frequency: Frequency; readonly timeZone?: string }): string {
  const { frequency, timeZone } = calendar;
  return timeZone === undefined || !isSubDaily(frequency)
    ? ''
    : `. Over daylight saving, steps of several hours of the clock of ${timeZone} are not equally long: leave the time ` +
        'zone out to count them by the clock';
}
