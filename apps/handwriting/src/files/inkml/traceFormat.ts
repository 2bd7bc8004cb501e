import { InputError } from '@reprise/core/errors';
import { elementsIn, type XmlElement } from '../xml/tree.ts';

/** What the numbers of a point are, in their order. */
export interface TraceFormat {
  readonly channels: readonly string[];
  /** of the channels, how many every point has; the rest come and go */
  readonly regular: number;
  /** seconds for one of channel T */
  readonly timeUnit: number;
}

const DEFAULT: TraceFormat = { channels: ['X', 'Y'], regular: 2, timeUnit: 1e-3 };
const TIME_UNITS: Readonly<Record<string, number>> = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/**
 * The format of each trace of an InkML document: that of the context which it or a group around it names, else the first
 * one there is, else X and Y. Times are milliseconds unless their channel has other `units`.
 */
export function traceFormats(root: XmlElement, name: string): (trace: XmlElement) => TraceFormat {
  const byId = new Map<string, TraceFormat>();
  let first: TraceFormat | undefined;
  for (const element of elementsIn(root)) {
    if (element.name !== 'traceFormat') continue;
    const format = readFormat(element, `${name}, line ${element.line}`);
    first ??= format;
    // A context or a source of ink is named for the format in it.
    for (let at: XmlElement | undefined = element; at !== undefined; at = at.parent) {
      const id = at.attributes['xml:id'] ?? at.attributes.id;
      if (id !== undefined && !byId.has(id)) byId.set(id, format);
    }
  }
  for (const { name: kind, attributes } of elementsIn(root)) {
    const id = attributes['xml:id'] ?? attributes.id;
    const reference = attributes.traceFormatRef ?? attributes.inkSourceRef ?? attributes.contextRef;
    const format = reference === undefined ? undefined : byId.get(reference.replace('#', ''));
    if (kind === 'context' && id !== undefined && format !== undefined && !byId.has(id)) byId.set(id, format);
  }
  return (trace) => {
    for (let at: XmlElement | undefined = trace; at !== undefined; at = at.parent) {
      const format = byId.get(at.attributes.contextRef?.replace('#', '') ?? '');
      if (format !== undefined) return format;
    }
    return first ?? DEFAULT;
  };
}

function readFormat(element: XmlElement, place: string): TraceFormat {
  const regular = element.children.filter((child) => child.name === 'channel');
  const intermittent = element.children
    .filter((child) => child.name === 'intermittentChannels')
    .flatMap(({ children }) => children.filter((child) => child.name === 'channel'));
  const all = [...regular, ...intermittent];
  const channels = all.map(({ attributes }) => (attributes.name ?? '').toUpperCase());
  if (!channels.slice(0, regular.length).includes('X') || !channels.slice(0, regular.length).includes('Y')) {
    throw new InputError(
      `${place}: expected the channels X and Y in <traceFormat>, got ${channels.join(' ') || 'none'}`,
    );
  }
  const units = all[channels.indexOf('T')]?.attributes.units ?? 'ms';
  const timeUnit = TIME_UNITS[units];
  if (timeUnit === undefined) {
    throw new InputError(
      `${place}: expected times in ${Object.keys(TIME_UNITS).join(', ')}, got ${JSON.stringify(units)}`,
    );
  }
  return { channels, regular: regular.length, timeUnit };
}
