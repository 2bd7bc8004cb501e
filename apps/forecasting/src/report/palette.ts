import { FAINT_INK, GRID, INK } from '@reprise/app/pictures';

/** Okabe and Ito's blue, and tints of it that also differ in grey: the widest interval is the lightest. */
export const MEDIAN = '#0072b2';
const BANDS = ['#cfe2f2', '#a5cae7', '#78aed9'] as const;

/** Okabe and Ito's too, each with dashes of its own, for those who see no colours. */
export const OTHER_STYLES = [
  { stroke: '#d55e00', strokeDasharray: '6 3' },
  { stroke: '#00795a', strokeDasharray: '2 3' },
  { stroke: '#a5407f', strokeDasharray: '9 3 2 3' },
] as const;

/** The fill of the `index`th of `count` nested intervals, the widest first. */
export function bandFill(index: number, count: number): string {
  const fills = count === 1 ? [BANDS[1]] : count === 2 ? [BANDS[0], BANDS[2]] : BANDS;
  return fills[index] as string;
}

/** What each colour of the pictures becomes on a dark page. */
export const DARK: Readonly<Record<string, string>> = {
  white: '#141b22',
  [INK]: '#e4eaf0',
  [FAINT_INK]: '#9fadba',
  [GRID]: '#2c3742',
  [MEDIAN]: '#6cc1f5',
  [BANDS[0]]: '#1b3348',
  [BANDS[1]]: '#234b6c',
  [BANDS[2]]: '#2f6590',
  [OTHER_STYLES[0].stroke]: '#ff9a55',
  [OTHER_STYLES[1].stroke]: '#4fd1a8',
  [OTHER_STYLES[2].stroke]: '#e59bc8',
};
