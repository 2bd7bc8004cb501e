/** Shows how a run goes. It has no timers: it draws when it is told something. */
export interface Progress {
  /** After every step; draws only now and then. */
  update(status: ProgressStatus): void;
  /** Shows a line of its own, now. */
  note(line: string): void;
  /** Shows the last status if it was not shown, and leaves the cursor on a new line. */
  close(): void;
}

export interface ProgressStatus {
  readonly step: number;
  /** of the whole run, where known */
  readonly steps?: number;
  /** epochs done, with fraction */
  readonly epoch: number;
  readonly loss: number;
  readonly tokensPerSecond: number;
  /** where known */
  readonly secondsLeft?: number;
}

/** What a progress display needs of `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressOptions {
  readonly stream?: ProgressStream;
  /** between two plain lines, where the stream is no terminal; by default 10 */
  readonly everySeconds?: number;
  /** milliseconds, of any beginning */
  readonly now?: () => number;
}

const REDRAW_SECONDS = 0.1;
const BAR_WIDTH = 20;
const CLEAR_LINE = '\r\u001b[K';

/**
 * On a terminal a bar that is drawn over and over in one line, elsewhere a plain line every few seconds. All of
 * it goes to stderr by default, because stdout is for results.
 */
export function showProgress(options: ProgressOptions = {}): Progress {
  const { stream = process.stderr, everySeconds = 10, now = () => performance.now() } = options;
  const isTerminal = stream.isTTY === true;
  const interval = (isTerminal ? REDRAW_SECONDS : everySeconds) * 1000;
  let shownAt = -Infinity;
  let pending: ProgressStatus | undefined;

  const show = (): void => {
    if (!pending) return;
    const text = describe(pending);
    if (isTerminal) stream.write(`${CLEAR_LINE}${fit(`${bar(pending)}${text}`, stream.columns ?? 80)}`);
    else stream.write(`${text}\n`);
    pending = undefined;
  };

  return {
    update(status) {
      pending = status;
      if (now() - shownAt < interval) return;
      show();
      shownAt = now();
    },
    note(line) {
      stream.write(isTerminal ? `${CLEAR_LINE}${line}\n` : `${line}\n`);
    },
    close() {
      show();
      if (isTerminal && shownAt > -Infinity) stream.write('\n');
    },
  };
}

/** One column stays free: some terminals wrap as soon as the last one is written. */
function fit(text: string, columns: number): string {
  return text.slice(0, columns - 1);
}

function bar({ step, steps }: ProgressStatus): string {
  if (steps === undefined) return '';
  const share = Math.min(1, step / Math.max(1, steps));
  const full = Math.round(share * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${Math.floor(share * 100)} % · `;
}

function describe({ step, steps, epoch, loss, tokensPerSecond, secondsLeft }: ProgressStatus): string {
  const parts = [
    `step ${step}${steps === undefined ? '' : `/${steps}`}`,
    `epoch ${epoch.toFixed(2)}`,
    `loss ${loss.toFixed(3)}`,
    `${Math.round(tokensPerSecond).toLocaleString('en')} tokens/s`,
  ];
  if (secondsLeft !== undefined) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(' · ');
}

/** As in 0:07, 12:03 and 1:02:03. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`;
}
