import { roundSteps, textWidth } from '@reprise/app/pictures';
import type { Calendar } from '../data/calendar.ts';
import { wallClock } from '../data/calendarFeatures.ts';
import type { Moment } from '../series.ts';
import { schemesOf, type TimeScheme } from './timeSchemes.ts';

/** A labelled step of the axis of time. */
export interface AxisTick {
  readonly step: number;
  readonly label: string;
  /** below it, what it is part of, as the year of a month, where that is new to the reader; else empty */
  readonly context: string;
}

/** A stretch of steps, and how it is drawn. */
export interface StepAxis {
  readonly from: number;
  readonly to: number;
  /** between two steps */
  readonly pixels: number;
  readonly fontSize: number;
}

/** Pixels between two labels at least, and between two ticks. */
const GAP = { label: 14, tick: 44 };
/**
 * The steps to label on a time axis, as many as fit: where a period of the calendar begins, named by it. Seen from
 * the clock on the wall, so that a change of daylight saving moves no label to an odd hour.
 *
 * @param origin the moment of step 0
 */
export function timeTicks(
  calendar: Calendar,
  origin: Moment,
  { from, to, pixels, fontSize }: StepAxis,
): AxisTick[] {
  // The step before the first one tells whether that begins a period.
  const walls = wallClock(calendar, origin, from - 1, to - from + 2);
  for (const scheme of schemesOf(calendar.frequency)) {
    const ticks = ticksOf(scheme, walls, from);
    const isRoomy = ticks.every(({ step, label }, index) => {
      const before = ticks[index - 1];
      if (before === undefined) return true;
      const distance = (step - before.step) * pixels;
      return distance >= GAP.tick && distance >= halfWidths(label, before.label, fontSize);
    });
    if (!isRoomy) continue;
    const spaced = spaceContexts(ticks, pixels, fontSize);
    if (spaced !== undefined) return spaced;
  }
  return [];
}

/** The steps to label where there are no times: by their numbers. */
export function stepTicks({ from, to, pixels, fontSize }: StepAxis): AxisTick[] {
  const widest = Math.max(...[from, to].map((step) => textWidth(stepName(step), fontSize)));
  const count = ((to - from) * pixels) / Math.max(GAP.tick, widest + GAP.label);
  const { ticks } = roundSteps(from, to, Math.max(1, Math.min(count, to - from)));
  return ticks
    .filter((step) => Number.isInteger(step) && step >= from && step <= to)
    .map((step) => ({ step, label: stepName(step), context: '' }));
}

function stepName(step: number): string {
  return String(step).replace('-', '−');
}

function ticksOf(scheme: TimeScheme, walls: Float64Array, from: number): AxisTick[] {
  const ticks: AxisTick[] = [];
  let latest = scheme.period(walls[0] as number);
  let shown = '';
  for (let index = 1; index < walls.length; index++) {
    const wall = walls[index] as number;
    const period = scheme.period(wall);
    // A clock that is put back enters a period for the second time.
    if (period <= latest) continue;
    latest = period;
    const context = scheme.context(wall);
    ticks.push({
      step: from + index - 1,
      label: scheme.label(wall),
      context: context === shown ? '' : context,
    });
    shown = context;
  }
  return ticks;
}

/** Without the first context where it would touch the second, which tells as much; undefined where others touch. */
function spaceContexts(ticks: AxisTick[], pixels: number, fontSize: number): AxisTick[] | undefined {
  const withContext = ticks.filter(({ context }) => context !== '');
  const areClose = withContext.map(({ step, context }, index) => {
    const next = withContext[index + 1];
    if (next === undefined) return false;
    return (next.step - step) * pixels < halfWidths(context, next.context, fontSize);
  });
  if (areClose.slice(1).includes(true)) return undefined;
  const [first] = withContext;
  return areClose[0] === true
    ? ticks.map((tick) => (tick === first ? { ...tick, context: '' } : tick))
    : ticks;
}

/** How far apart the middles of two labels have to be. */
function halfWidths(one: string, other: string, fontSize: number): number {
  return (textWidth(one, fontSize) + textWidth(other, fontSize)) / 2 + GAP.label;
}
