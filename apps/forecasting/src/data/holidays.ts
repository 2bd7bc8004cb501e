import type { HolidaysTypes } from 'date-holidays';
import { InputError, nearest } from '@reprise/core/errors';
import type { Moment } from '../series.ts';
import { DAY, dayOf, HOUR, type Calendar } from './calendar.ts';
import { wallClock } from './calendarFeatures.ts';
import { formatFrequency, isSubDaily } from './frequency.ts';

/** Whose holidays: ISO 3166 codes, as DE and BY for Bavaria. */
export interface HolidayPlace {
  readonly country: string;
  readonly region?: string;
}

/** The days off of a country, or of a part of it. */
export interface Holidays {
  /** The name of a day's holiday, in the country's language; undefined on other days. */
  nameOf(day: number): string | undefined;
}

/**
 * The public and bank holidays of a place, with the days on which they are made up for.
 *
 * The library with the rules of all countries is loaded when this is called.
 *
 * @throws InputError for a country or region that it does not know, with the nearest code.
 */
export async function loadHolidays({ country, region }: HolidayPlace): Promise<Holidays> {
  const { default: Rules } = await import('date-holidays');
  const all = new Rules();
  const countryCode = codeOf('country', country, all.getCountries('en'));
  const regions = (all.getStates(countryCode, 'en') as Record<string, string> | undefined) ?? {};
  const regionCode = region === undefined ? undefined : codeOf(`region of ${countryCode}`, region, regions);
  const place =
    regionCode === undefined ? { country: countryCode } : { country: countryCode, state: regionCode };
  const rules = new Rules(place, { types: ['bank', 'public'] });

  const years = new Map<number, Map<number, string>>();
  return {
    nameOf(day) {
      const year = new Date(day * DAY).getUTCFullYear();
      let names = years.get(year);
      if (names === undefined) {
        names = new Map();
        // A holiday of several days may have begun in December.
        for (const holiday of [...rules.getHolidays(year - 1), ...rules.getHolidays(year)]) {
          const [first, end] = daysOf(holiday);
          for (let at = first; at < end; at++) names.set(at, names.get(at) ?? holiday.name);
        }
        years.set(year, names);
      }
      return names.get(day);
    },
  };
}

/**
 * 1 at steps of a series on a holiday, else 0.
 *
 * @param start of the series; without times nothing is known, and there is no feature
 * @param from the first step asked for, counted from the start
 * @throws InputError where steps are longer than a day.
 */
export function holidayFeature(
  holidays: Holidays,
  calendar: Calendar,
  start: Moment | undefined,
  from: number,
  count: number,
): Float32Array | undefined {
  const { frequency } = calendar;
  const isDaily = (frequency.unit === 'day' || frequency.unit === 'businessDay') && frequency.count === 1;
  if (!isDaily && !isSubDaily(frequency)) {
    throw new InputError(
      `holidays: expected steps of a day or less, got ${formatFrequency(frequency)}: leave the country out`,
    );
  }
  if (start === undefined) return undefined;
  return Float32Array.from(wallClock(calendar, start, from, count), (wall) =>
    holidays.nameOf(dayOf(wall)) === undefined ? 0 : 1,
  );
}

/** The days at whose noon a holiday is: one that begins at sunset is the day after. */
function daysOf({ date, start, end }: HolidaysTypes.Holiday): [first: number, end: number] {
  // As "2024-04-10 00:00:00 -0600": six hours before the 10th.
  const {
    day = '',
    clock = '00:00',
    sign = '',
    hours = 0,
    minutes = 0,
  } = /^(?<day>\S+)( (?<clock>\d\d:\d\d):\d\d)?( (?<sign>[-+]?)(?<hours>\d\d)(?<minutes>\d\d))?$/.exec(date)
    ?.groups ?? {};
  const shift = (Number(hours) + Number(minutes) / 60) * HOUR;
  const from = Date.parse(`${day}T${clock}Z`) + (sign === '-' ? -shift : shift);
  const to = from + end.getTime() - start.getTime();
  return [Math.ceil(from / DAY - 0.5), Math.ceil(to / DAY - 0.5)];
}

function codeOf(what: string, text: string, names: Readonly<Record<string, string>>): string {
  const code = Object.keys(names).find((known) => known.toUpperCase() === text.toUpperCase());
  if (code !== undefined) return code;
  const byName = Object.entries(names).find(([, name]) => name === nearest(text, Object.values(names)));
  const meant = byName?.[0] ?? nearest(text, Object.keys(names));
  const known = Object.keys(names);
  throw new InputError(
    `holidays: expected the code of a ${what}, got ${JSON.stringify(text)}` +
      (meant === undefined ? '' : `; did you mean ${meant} (${names[meant] ?? ''})?`) +
      (known.length === 0
        ? '; none are known'
        : `; known: ${known.slice(0, 20).join(' ')}${known.length > 20 ? ' …' : ''}`),
  );
}
