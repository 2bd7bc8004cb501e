import { bestCandidates } from './bestCandidates.ts';
import { BLANK, logAddExp } from './ctcFrames.ts';
import { EMPTY, type PrefixTree } from './prefixTree.ts';

/** The best prefixes after some frames. */
export interface CtcBeam {
  /** Goes on by one frame. @param logProbs [classes], normalised */
  advance(logProbs: Float64Array): void;
  /** The prefixes, the best first, with the log-probabilities of their alignments. */
  prefixes(): { readonly prefix: number; readonly logProb: number }[];
}

export interface CtcBeamOptions {
  readonly beamSize: number;
  readonly insertionBonus: number;
  /** labels less probable than this in a frame extend no prefix there: a natural logarithm */
  readonly minLogProb: number;
}

/** Where prefixes stand, the best first. */
interface Slots {
  readonly prefixes: Int32Array;
  /** log-probability of the alignments that end with the blank */
  readonly blanks: Float64Array;
  /** log-probability of those that end with the last label */
  readonly endings: Float64Array;
  /** for each prefix the row of what its labels score */
  readonly rows: Int32Array;
}

/**
 * One frame after another of prefix beam search. A prefix has two log-probabilities, of its alignments that end with
 * the blank and of those that end with its last label. In a frame it stays (blank, or its last label again) or becomes
 * its extension by a label; an extension that is in the beam itself takes that in, so that alignments add up.
 */
export function ctcBeam(
  tree: PrefixTree,
  classes: number,
  { beamSize, insertionBonus, minLogProb }: CtcBeamOptions,
): CtcBeam {
  const kept = bestCandidates(beamSize);
  const scores = scoreRows(tree, beamSize, classes);
  let now = makeSlots(beamSize);
  let then = makeSlots(beamSize);
  let size = 1;
  now.prefixes[0] = EMPTY;
  now.endings[0] = -Infinity;
  now.rows[0] = scores.take();
  const slotOf = new Map([[EMPTY, 0]]);
  const totals = new Float64Array(beamSize);
  const stays = { blanks: new Float64Array(beamSize), endings: new Float64Array(beamSize) };
  /** by slot and label, whether the extension is in the beam itself */
  const isInBeam = new Uint8Array(beamSize * classes);
  /** labels that may extend in this frame, the most probable first */
  const labels = new Int32Array(classes);

  /** How much may go on with a label: after the same label, only what ends with the blank. */
  function passed(slot: number, label: number): number {
    const isSame = tree.lastLabel(now.prefixes[slot] as number) === label;
    return (isSame ? now.blanks : totals)[slot] as number;
  }

  function stay(logProbs: Float64Array): void {
    for (let slot = 0; slot < size; slot++) {
      const prefix = now.prefixes[slot] as number;
      const blank = (totals[slot] as number) + (logProbs[BLANK] as number);
      let ending = -Infinity;
      if (prefix !== EMPTY) {
        const label = tree.lastLabel(prefix);
        const own = logProbs[label] as number;
        ending = (now.endings[slot] as number) + own;
        const parent = slotOf.get(tree.parentOf(prefix));
        if (parent !== undefined) {
          isInBeam[parent * classes + label] = 1;
          if (own >= minLogProb) ending = logAddExp(ending, passed(parent, label) + own);
        }
      }
      stays.blanks[slot] = blank;
      stays.endings[slot] = ending;
      kept.offer(logAddExp(blank, ending) + tree.scoreOf(prefix), slot, BLANK);
    }
  }

  function extend(logProbs: Float64Array): void {
    const count = sortLabels(logProbs, minLogProb, labels);
    for (let slot = 0; slot < size; slot++) {
      const prefix = now.prefixes[slot] as number;
      const last = tree.lastLabel(prefix);
      const scored = tree.scoreOf(prefix) + insertionBonus;
      for (let at = 0; at < count; at++) {
        const label = labels[at] as number;
        const own = (logProbs[label] as number) + scored;
        // Scorers only take away: they need not be asked about what would not be kept without them.
        if (!((totals[slot] as number) + own > kept.worst())) break;
        if (isInBeam[slot * classes + label] === 1) continue;
        const bound = (label === last ? now.blanks : totals)[slot] as number;
        if (bound + own > kept.worst()) {
          kept.offer(bound + own + scores.of(now.rows[slot] as number, prefix, label), slot, label);
        }
      }
    }
  }

  function clearMarks(): void {
    for (let slot = 0; slot < size; slot++) {
      const prefix = now.prefixes[slot] as number;
      const parent = slotOf.get(tree.parentOf(prefix));
      if (parent !== undefined) isInBeam[parent * classes + tree.lastLabel(prefix)] = 0;
    }
  }

  return {
    advance(logProbs) {
      for (let slot = 0; slot < size; slot++) {
        totals[slot] = logAddExp(now.blanks[slot] as number, now.endings[slot] as number);
      }
      stay(logProbs);
      extend(logProbs);
      clearMarks();
      const leaving = new Set(now.rows.subarray(0, size));
      size = kept.take((place, slot, label) => {
        const prefix = now.prefixes[slot] as number;
        if (label === BLANK) {
          then.prefixes[place] = prefix;
          then.blanks[place] = stays.blanks[slot] as number;
          then.endings[place] = stays.endings[slot] as number;
          then.rows[place] = now.rows[slot] as number;
          leaving.delete(now.rows[slot] as number);
        } else {
          const score = scores.of(now.rows[slot] as number, prefix, label);
          then.prefixes[place] = tree.extend(prefix, label, score);
          then.blanks[place] = -Infinity;
          then.endings[place] = passed(slot, label) + (logProbs[label] as number);
          then.rows[place] = scores.take();
        }
      });
      leaving.forEach((row) => scores.giveBack(row));
      [now, then] = [then, now];
      slotOf.clear();
      for (let slot = 0; slot < size; slot++) slotOf.set(now.prefixes[slot] as number, slot);
    },
    prefixes: () =>
      Array.from({ length: size }, (_, slot) => ({
        prefix: now.prefixes[slot] as number,
        logProb: logAddExp(now.blanks[slot] as number, now.endings[slot] as number),
      })),
  };
}

function makeSlots(beamSize: number): Slots {
  return {
    prefixes: new Int32Array(beamSize),
    blanks: new Float64Array(beamSize),
    endings: new Float64Array(beamSize),
    rows: new Int32Array(beamSize),
  };
}

/** @returns how many labels are probable enough */
function sortLabels(logProbs: Float64Array, minLogProb: number, labels: Int32Array): number {
  let count = 0;
  for (let label = 1; label < logProbs.length; label++) {
    const own = logProbs[label] as number;
    if (own < minLogProb || own === -Infinity) continue;
    let at = count++;
    for (; at > 0 && (logProbs[labels[at - 1] as number] as number) < own; at--) {
      labels[at] = labels[at - 1] as number;
    }
    labels[at] = label;
  }
  return count;
}

interface ScoreRows {
  /** An empty row, for a prefix that comes into the beam. */
  take(): number;
  giveBack(row: number): void;
  /** What the scorers give a label after a prefix. */
  of(row: number, prefix: number, label: number): number;
}

/** Remembers what scorers say while a prefix is in the beam, frame after frame with the same labels in question. */
function scoreRows(tree: PrefixTree, beamSize: number, classes: number): ScoreRows {
  // Within a frame both those that leave and those that come have one.
  const rows = new Float64Array(2 * beamSize * classes);
  const free = Int32Array.from({ length: 2 * beamSize }, (_, row) => row);
  let left = free.length;
  return {
    take() {
      const row = free[--left] as number;
      rows.fill(NaN, row * classes, (row + 1) * classes);
      return row;
    },
    giveBack: (row) => (free[left++] = row),
    of(row, prefix, label) {
      const at = row * classes + label;
      const known = rows[at] as number;
      if (!Number.isNaN(known)) return known;
      const score = tree.scoreNext(prefix, label);
      rows[at] = score;
      return score;
    },
  };
}
