import { HOUR } from './calendar.ts';

/** One way to write a time: how it is told from others, and read by us and by DuckDB. */
export interface TimeForm {
  /** as a person would type it */
  readonly example: string;
  readonly pattern: RegExp;
  /** whether it has an offset from UTC, so that it is an instant; else it is of the clock on the wall */
  readonly isInstant: boolean;
  /** SQL for milliseconds since 1970 of a text (an SQL expression); NULL where it is not of this form */
  sql(text: string): string;
}

const OFFSET = '([zZ]|UTC|[+-]\\d{2}(:?\\d{2})?)';
const CLOCK = '\\d{1,2}:\\d{2}(:\\d{2}(\\.\\d+)?)?';
const DATE = '\\d{4}[-/]\\d{1,2}[-/]\\d{1,2}';

/** The first that fits is the one. */
export const TIME_FORMS: readonly TimeForm[] = [
  {
    example: '2024-03-31T02:00:00+01:00',
    pattern: new RegExp(`^${DATE}[ T]${CLOCK} ?${OFFSET}$`),
    isInstant: true,
    // The cast alone would take a time without an offset for one of UTC, and wants seconds.
    sql: (text) =>
      `CASE WHEN regexp_matches(${text}, ':.*${OFFSET}$') THEN epoch_ms(coalesce(TRY_CAST(${text} AS TIMESTAMPTZ), ` +
      `TRY_CAST(regexp_replace(${text}, '([ T]\\d{1,2}:\\d{2})( ?${OFFSET})$', '\\1:00\\2') AS TIMESTAMPTZ))) END`,
  },
  {
    example: '2024-03-31 02:00:00',
    pattern: new RegExp(`^${DATE}([ T]${CLOCK})?$`),
    isInstant: false,
    // The cast alone would drop an offset.
    sql: (text) =>
      `CASE WHEN length(${text}) < 11 OR NOT regexp_matches(${text}, ':.*${OFFSET}$') ` +
      `THEN epoch_ms(TRY_CAST(${text} AS TIMESTAMP)) END`,
  },
  {
    example: '2024-03',
    pattern: /^\d{4}[-/]\d{1,2}$/,
    isInstant: false,
    sql: (text) => dateSql(`${text} || '-01'`),
  },
  {
    example: '2024-Q1',
    pattern: /^\d{4}[- ]?Q[1-4]$/i,
    isInstant: false,
    sql: (text) =>
      `CASE WHEN regexp_matches(upper(${text}), '^\\d{4}[- ]?Q[1-4]$') THEN ` +
      `${dateSql(`left(${text}, 4) || '-' || (CAST(right(${text}, 1) AS INTEGER) * 3 - 2) || '-01'`)} END`,
  },
  {
    example: '2024',
    pattern: /^\d{4}$/,
    isInstant: false,
    sql: (text) => `CASE WHEN length(${text}) = 4 THEN ${dateSql(`${text} || '-01-01'`)} END`,
  },
  {
    example: '20240331',
    pattern: /^\d{8}$/,
    isInstant: false,
    sql: (text) =>
      `CASE WHEN length(${text}) = 8 THEN ` +
      `${dateSql(`left(${text}, 4) || '-' || substr(${text}, 5, 2) || '-' || right(${text}, 2)`)} END`,
  },
];

/** The form that a text has, if it is one of a time. */
export function timeFormOf(text: string): TimeForm | undefined {
  return TIME_FORMS.find(({ pattern }) => pattern.test(text));
}

/**
 * Milliseconds since 1970 of a text: of UTC where it has an offset, else as if its clock were that of UTC.
 *
 * @returns undefined if it has none of {@link TIME_FORMS}, or names a day or a time that there is not.
 */
export function readTime(text: string): { readonly time: number; readonly isInstant: boolean } | undefined {
  const plain = text.trim();
  const form = timeFormOf(plain);
  if (form === undefined) return undefined;
  const quarter = /Q([1-4])$/i.exec(plain)?.[1];
  const { clock = '', offset = '' } =
    new RegExp(`([ T](?<clock>${CLOCK}))? ?(?<offset>${OFFSET})?$`).exec(plain)?.groups ?? {};
  const digits = /^\d{8}$/.test(plain) ? plain.replace(/^(....)(..)(..)$/, '$1-$2-$3') : plain;
  const [year = 0, month = 1, day = 1] =
    quarter === undefined
      ? digits
          .replace(/[ T].*$/, '')
          .split(/[-/]/)
          .map(Number)
      : [Number(plain.slice(0, 4)), Number(quarter) * 3 - 2];
  const [hour = 0, minute = 0, second = 0] = clock === '' ? [] : clock.split(':').map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (
    date.getUTCMonth() !== month - 1 ||
    date.getUTCDate() !== day ||
    hour > 24 ||
    minute > 59 ||
    second >= 60
  ) {
    return undefined;
  }
  const time = date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
  return form.isInstant ? { time: time - offsetOf(offset), isInstant: true } : { time, isInstant: false };
}

function dateSql(text: string): string {
  return `epoch_ms(TRY_CAST(${text} AS TIMESTAMP))`;
}

/** Milliseconds of `Z`, `UTC`, `+02`, `+0200`, `-02:00`. */
function offsetOf(text: string): number {
  if (/^(z|utc)$/i.test(text)) return 0;
  const hours = Number(text.slice(1, 3)) + Number(text.slice(3).replace(':', '')) / 60;
  return (text.startsWith('-') ? -hours : hours) * HOUR;
}
