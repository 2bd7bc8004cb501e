import { coveragePenalty, lengthPenalty, type Hypothesis } from './hypothesis.ts';
import type { Prefix } from './scorers.ts';

/** A hypothesis that goes on. */
export interface Live extends Prefix {
  readonly logProb: number;
  readonly alignment: readonly Float32Array[];
  /** what each position of the source got so far; undefined where nobody asks */
  readonly coverage: Float64Array | undefined;
  /** where its parent stood among the live of the step before */
  readonly parent: number;
}

/** A live hypothesis and one more token. */
export interface Candidate {
  /** the hypothesis' place among the live */
  readonly parent: number;
  readonly id: number;
  /** of the whole */
  readonly logProb: number;
}

export interface SourceBeamOptions {
  readonly source: number;
  readonly eos: number;
  readonly beamSize: number;
  readonly nBest: number;
  readonly maxLength: number;
  /** GNMT's alpha */
  readonly lengthPenalty: number;
  /** GNMT's beta */
  readonly coveragePenalty: number;
  readonly sourceLength: number | undefined;
}

/** One source's part of a beam search, all on the host: its live hypotheses and the best of those that ended. */
export class SourceBeam {
  readonly source: number;
  readonly #options: SourceBeamOptions;
  #live: readonly Live[];
  #finished: readonly Hypothesis[] = [];
  #length = 0;
  #done: boolean;

  constructor(options: SourceBeamOptions) {
    this.source = options.source;
    this.#options = options;
    this.#live = [
      { source: options.source, ids: [], logProb: 0, alignment: [], coverage: undefined, parent: 0 },
    ];
    this.#done = options.maxLength === 0;
  }

  get done(): boolean {
    return this.#done;
  }

  /** At most `beamSize`, the most probable first. */
  get live(): readonly Live[] {
    return this.#live;
  }

  /**
   * One step. Candidates are taken until `beamSize` of them go on; every eos above the last of these is a finished
   * hypothesis.
   *
   * @param candidates the best first, none of them impossible; of each live one at least its `beamSize` + 1 best
   * @param alignments for each live hypothesis the weights that its next token was chosen with
   */
  advance(candidates: readonly Candidate[], alignments: readonly Float32Array[] | undefined): void {
    const { beamSize, eos, nBest, maxLength } = this.#options;
    this.#length++;
    const live: Live[] = [];
    const finished = [...this.#finished];
    for (const candidate of candidates) {
      if (live.length === beamSize) break;
      const grown = this.#extend(candidate, alignments?.[candidate.parent]);
      if (candidate.id === eos) finished.push(this.#finish(grown));
      else live.push(grown);
    }
    // Array.sort is stable: of equal scores the earlier stays ahead.
    this.#finished = finished.sort((a, b) => b.score - a.score).slice(0, nBest);
    if (live.length > 0) this.#live = live;
    this.#done = live.length === 0 || this.#length >= maxLength || !this.#canImprove();
  }

  /** The `nBest` best; where nothing has ended those that stand, cut off. */
  best(): Hypothesis[] {
    if (this.#finished.length > 0) return [...this.#finished];
    const standing = this.#live.map((live) => this.#describe(live, false));
    return standing.sort((a, b) => b.score - a.score).slice(0, this.#options.nBest);
  }

  #extend({ parent, id, logProb }: Candidate, weights: Float32Array | undefined): Live {
    const { source, ids, alignment, coverage } = this.#live[parent] as Live;
    const covers = weights !== undefined && this.#options.coveragePenalty > 0;
    return {
      source,
      ids: [...ids, id],
      logProb,
      alignment: weights ? [...alignment, weights] : alignment,
      coverage: covers
        ? Float64Array.from(weights, (weight, index) => weight + (coverage?.[index] ?? 0))
        : undefined,
      parent,
    };
  }

  #finish(live: Live): Hypothesis {
    const { ids, alignment } = this.#describe(live, true);
    return { ...this.#describe(live, true), ids: ids.slice(0, -1), alignment: alignment?.slice(0, -1) };
  }

  #describe({ ids, logProb, alignment, coverage }: Live, finished: boolean): Hypothesis {
    const { lengthPenalty: alpha, coveragePenalty: beta, sourceLength } = this.#options;
    const covered = coverage ? coveragePenalty(coverage, sourceLength ?? coverage.length, beta) : 0;
    const score = logProb / lengthPenalty(ids.length, alpha) + covered;
    return { ids, logProb, score, finished, alignment: alignment.length > 0 ? alignment : undefined };
  }

  /**
   * Whether a live hypothesis could still get among the best. A log-probability only falls as tokens come, and a
   * negative one divided by the length penalty is greatest at the maximum length; coverage adds at most zero.
   */
  #canImprove(): boolean {
    const { lengthPenalty: alpha, maxLength, nBest } = this.#options;
    const worst = this.#finished[nBest - 1];
    const mostProbable = this.#live[0] as Live;
    return worst === undefined || mostProbable.logProb / lengthPenalty(maxLength, alpha) > worst.score;
  }
}
