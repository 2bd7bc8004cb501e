import { InputError } from '@reprise/core/errors';
import type { Moment } from '../series.ts';
import { DAY, SECOND, timeOfDay, type Calendar } from './calendar.ts';
import { isSubDaily } from './frequency.ts';
import { readTime, TIME_FORMS } from './timeText.ts';
import { timeZoneOf } from './timeZone.ts';

/**
 * A moment as ISO text: with its offset from UTC where the frequency is of less than a day and the time zone is known
 * (`2024-03-31T03:00:00+02:00`), else as the clock on the wall shows it, without the time of day at midnight.
 */
export function formatMoment({ frequency, timeZone }: Calendar, moment: Moment): string {
  if (isSubDaily(frequency)) {
    if (timeZone === undefined) return isoClock(moment);
    const offset = timeZoneOf(timeZone).offsetAt(moment);
    return isoClock(moment + offset) + formatOffset(offset);
  }
  return timeOfDay(moment) === 0 ? isoClock(moment).slice(0, -'T00:00:00'.length) : isoClock(moment);
}

/**
 * The moment that a text names: what {@link formatMoment} writes, and the other forms of times in data.
 *
 * A text with an offset (or `Z`) is moved into the calendar's time zone; one without is of the clock on the wall
 * there, and the first of two where the clock is put back.
 *
 * @throws InputError if it is no time, or one that the clock skips when it is put forward.
 */
export function parseMoment(calendar: Calendar, text: string): Moment {
  const read = readTime(text);
  if (read === undefined) {
    const examples = TIME_FORMS.map(({ example }) => example).join(', ');
    throw new InputError(`time: expected one as ${examples}; got ${JSON.stringify(text)}`);
  }
  const { time, isInstant } = read;
  if (isInstant) return momentOfInstant(calendar, time);
  if (!isSubDaily(calendar.frequency) || calendar.timeZone === undefined) return time;
  const [instant] = timeZoneOf(calendar.timeZone).instantsOf(time);
  if (instant === undefined) {
    throw new InputError(
      `time: there is no ${text} in ${calendar.timeZone}: the clock is put forward over it. ` +
        'Give an hour later, or the offset from UTC',
    );
  }
  return instant;
}

/** An instant, as series of the calendar have it. */
function momentOfInstant({ frequency, timeZone = 'UTC' }: Calendar, instant: number): Moment {
  return isSubDaily(frequency) ? instant : instant + timeZoneOf(timeZone).offsetAt(instant);
}

/** `2024-03-31T02:00:00`, with milliseconds where there are some. */
export function isoClock(wall: number): string {
  return new Date(wall).toISOString().slice(0, wall % SECOND === 0 ? -'.000Z'.length : -'Z'.length);
}

function formatOffset(offset: number): string {
  if (offset === 0) return 'Z';
  const clock = new Date(Math.abs(offset) % DAY).toISOString();
  const seconds = clock.slice(17, 19);
  return `${offset < 0 ? '-' : '+'}${clock.slice(11, 16)}${seconds === '00' ? '' : `:${seconds}`}`;
}
