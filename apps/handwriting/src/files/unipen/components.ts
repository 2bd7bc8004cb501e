import { InputError } from '@reprise/core/errors';
import { MOST_POINTS } from '../makeInk.ts';

/** What a tablet says of a moment. */
export interface Recording {
  /** names of the columns, X and Y among them */
  columns: readonly string[];
  /** points in an inch to the right; undefined where not said */
  xDensity: number | undefined;
  yDensity: number | undefined;
  /** in Hz; undefined where not said */
  pointsPerSecond: number | undefined;
}

/** Points between one change of the pen and the next, as they stand in the file. */
export interface Component {
  readonly isDown: boolean;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** seconds; empty where not known */
  readonly t: readonly number[];
  readonly writer: string | undefined;
  /** y of the tablet's points in an inch for one of x */
  readonly aspect: number;
}

/** A file of a few components that go on for ever is no recording. */
export const MOST_FILE_POINTS = 200 * MOST_POINTS;

/** The components of a file in the making, and the clock that gives their points times. */
export interface ComponentList {
  readonly components: Component[];
  /** counts a pause in milliseconds, which .DT gives */
  pause(milliseconds: number): void;
  add(isDown: boolean, body: string, recording: Recording, writer: string | undefined, place: string): void;
}

/**
 * Gathers components. A pen that is down or up without points is none, and is not counted: so segments count in the
 * distributed files.
 */
export function componentList(): ComponentList {
  const components: Component[] = [];
  let clock = 0;
  let total = 0;
  return {
    components,
    pause(milliseconds) {
      clock += milliseconds / 1000;
    },
    add(isDown, body, recording, writer, place) {
      const { columns, pointsPerSecond, xDensity, yDensity } = recording;
      const values = readNumbers(body, place);
      if (values.length === 0) return;
      const xAt = columns.indexOf('X');
      const yAt = columns.indexOf('Y');
      const tAt = columns.indexOf('T');
      const width = columns.length;
      if (values.length % width !== 0) {
        throw new InputError(
          `${place}: expected ${width} numbers for each point (${columns.join(' ')}), got ${values.length} in all`,
        );
      }
      total += values.length / width;
      if (total > MOST_FILE_POINTS) {
        throw new InputError(`${place}: expected at most ${MOST_FILE_POINTS} points in a file, got more`);
      }
      const component = { x: [] as number[], y: [] as number[], t: [] as number[] };
      for (let at = 0; at < values.length; at += width) {
        component.x.push(values[at + xAt] as number);
        component.y.push(values[at + yAt] as number);
        if (tAt !== -1) component.t.push((values[at + tAt] as number) / 1000);
        else if (pointsPerSecond !== undefined) {
          component.t.push(clock);
          clock += 1 / pointsPerSecond;
        }
      }
      const aspect = xDensity !== undefined && yDensity !== undefined ? yDensity / xDensity : 1;
      components.push({ ...component, isDown, writer, aspect });
    },
  };
}

function readNumbers(body: string, place: string): number[] {
  const words = body.trim();
  if (words === '') return [];
  return words.split(/\s+/u).map((word) => {
    const value = Number(word);
    if (!Number.isFinite(value)) {
      throw new InputError(`${place}: expected coordinates, got ${JSON.stringify(word.slice(0, 60))}`);
    }
    return value;
  });
}
