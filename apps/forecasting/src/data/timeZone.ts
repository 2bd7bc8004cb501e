import { InputError, nearest } from '@reprise/core/errors';
import { Temporal } from 'temporal-polyfill';
import { DAY } from './calendar.ts';

/** The clocks of a region: how far they are ahead of UTC, and when that changes. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds that the clock is ahead of UTC at an instant (milliseconds of UTC). */
  offsetAt(instant: number): number;
  /**
   * The instants at which the clock shows a time (milliseconds as if it were UTC): one; none where the clock is put
   * forward over it; two, ascending, where it is put back.
   */
  instantsOf(wall: number): readonly number[];
}

const MARGIN = 366 * 20 * DAY;
/** No two clocks are further apart than this. */
const FURTHEST = 2 * DAY;

const zones = new Map<string, TimeZone>();

/**
 * The time zone of an IANA name, as `Europe/Berlin`.
 *
 * Its changes are looked up once for the decades around the times asked about, so that a look-up costs nanoseconds.
 *
 * @throws InputError for a name that is none, with the nearest one.
 */
export function timeZoneOf(name: string): TimeZone {
  let zone = zones.get(name);
  if (zone === undefined) {
    zone = createZone(checked(name));
    zones.set(name, zone);
  }
  return zone;
}

function checked(name: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    const names = Intl.supportedValuesOf('timeZone');
    // "Berlin" means the zone whose city it is.
    const cities = new Map(names.map((full) => [full.slice(full.lastIndexOf('/') + 1), full]));
    const city = nearest(name, cities.keys());
    const meant = nearest(name, names) ?? (city === undefined ? undefined : cities.get(city));
    throw new InputError(
      `time zone: expected an IANA name such as Europe/Berlin or UTC, got ${JSON.stringify(name)}` +
        (meant === undefined ? '' : `; did you mean ${meant}?`),
    );
  }
}

function createZone(name: string): TimeZone {
  /** of each stretch of time with one offset: its first instant, ascending, and the offset */
  let starts: number[] = [];
  let offsets: number[] = [];
  let [from, to] = [Infinity, -Infinity];
  let last = 0;

  function cover(instant: number): void {
    if (instant >= from && instant < to) return;
    from = Math.min(from, instant - MARGIN);
    to = Math.max(to, instant + MARGIN);
    ({ starts, offsets } = stretchesOf(name, from, to));
    last = 0;
  }

  /** Most questions are about the stretch of the one before, or of the next. */
  function stretchAt(instant: number): number {
    cover(instant);
    while (last > 0 && instant < (starts[last] ?? Infinity)) last--;
    while (instant >= (starts[last + 1] ?? Infinity)) last++;
    return last;
  }

  return {
    name,
    offsetAt(instant) {
      // Before the offsets are taken: covering more of time makes new ones.
      const stretch = stretchAt(instant);
      return offsets[stretch] ?? 0;
    },
    instantsOf(wall) {
      // Both ends first: covering more of time renumbers the stretches.
      cover(wall - FURTHEST);
      cover(wall + FURTHEST);
      const stretch = stretchAt(wall);
      const instant = wall - (offsets[stretch] ?? 0);
      const isFarFromChange =
        instant - (starts[stretch] ?? 0) > FURTHEST && (starts[stretch + 1] ?? Infinity) - instant > FURTHEST;
      if (isFarFromChange) return [instant];
      const end = stretchAt(wall + FURTHEST);
      const found: number[] = [];
      for (let index = stretchAt(wall - FURTHEST); index <= end; index++) {
        const candidate = wall - (offsets[index] ?? 0);
        if (candidate >= (starts[index] ?? 0) && candidate < (starts[index + 1] ?? Infinity))
          found.push(candidate);
      }
      return found;
    },
  };
}

function stretchesOf(name: string, from: number, to: number): { starts: number[]; offsets: number[] } {
  const starts: number[] = [];
  const offsets: number[] = [];
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(name);
  while (at !== null && at.epochMilliseconds < to) {
    starts.push(starts.length === 0 ? -Infinity : at.epochMilliseconds);
    offsets.push(at.offsetNanoseconds / 1e6);
    at = at.getTimeZoneTransition('next');
  }
  return { starts, offsets };
}
