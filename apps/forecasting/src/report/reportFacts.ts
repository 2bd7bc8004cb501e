import type { Calendar } from '../data/calendar.ts';
import type { Comparison } from '../metrics/comparison.ts';
import type { FanOptions } from './fan.ts';

/** All that a report says, gathered by whoever forecasts: the page adds words and pictures, and no number. */
export interface ReportFacts {
  /** as `Sales: 28 days ahead` */
  readonly title: string;
  readonly data: DataFacts;
  readonly method: MethodFacts;
  /** of every series, in the order in which they are shown; the first ones as pictures */
  readonly forecasts: readonly ReportedForecast[];
  /** the file with all of the forecasts' numbers, as a reader should look for it */
  readonly forecastFile?: string;
  /** how the method did on values that it had not seen; without it the page says that this was not tried */
  readonly backtest?: BacktestFacts;
  /** the name and the value of each, in the order in which they are shown */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly origin: OriginFacts;
}

export interface DataFacts extends Calendar {
  /** what was read, as `loadDataSet` says it */
  readonly summary: string;
  /** what a reader should know of: warnings of the reading, fallbacks for short series; a sentence each */
  readonly remarks: readonly string[];
  /** what the values are, as `passengers` */
  readonly valueLabel?: string;
  /** steps ahead */
  readonly horizon: number;
  /** steps; 1: none */
  readonly season: number;
}

export interface MethodFacts {
  /** as tables and legends name it: `DeepAR` */
  readonly name: string;
  /** a sentence or two on how it forecasts */
  readonly description: string;
}

export type ReportedForecast = Omit<FanOptions, 'calendar' | 'historySteps'>;

export interface BacktestFacts {
  /** of the method and the baselines, against one of them, on the same windows */
  readonly comparison: Comparison;
  /** the method's name in the comparison */
  readonly method: string;
  /** how it was done, as `2 windows of 28 steps at the end of each series, the model trained before the first` */
  readonly description: string;
}

/** How the forecast can be made again. */
export interface OriginFacts {
  /** as it was typed */
  readonly command: string;
  /** as it is to be shown */
  readonly date: string;
  /** of programs, by their names */
  readonly versions: Readonly<Record<string, string>>;
}
