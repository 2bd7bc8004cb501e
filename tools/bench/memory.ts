import { readFileSync, writeFileSync } from 'node:fs';

/** Bytes that a process holds in memory. */
export interface MemoryUse {
  readonly residentBytes: number;
  /** the most it held since this was last asked for (where that is not known: ever) */
  readonly peakBytes: number;
}

/** What this process holds. */
export function readMemory(): MemoryUse {
  if (process.platform === 'linux') {
    // getrusage's peak is that of the parent where that was the larger one before the program was started.
    const status = readFileSync('/proc/self/status', 'utf8');
    const kilobytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]);
    // Begins a new peak; see proc(5).
    writeFileSync('/proc/self/clear_refs', '5');
    return { residentBytes: 1024 * kilobytes('VmRSS'), peakBytes: 1024 * kilobytes('VmHWM') };
  }
  return { residentBytes: process.memoryUsage.rss(), peakBytes: 1024 * process.resourceUsage().maxRSS };
}
