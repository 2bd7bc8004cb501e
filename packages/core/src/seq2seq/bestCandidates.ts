/** The best so many of the ways on in a frame. */
export interface BestCandidates {
  /** the score that a further candidate has to exceed */
  worst(): number;
  /** Keeps a candidate if it is among the best. Of equals the first is kept. */
  offer(score: number, slot: number, label: number): void;
  /** Hands them out, the best first, and forgets them. @returns how many they were */
  take(visit: (place: number, slot: number, label: number) => void): number;
}

/** The best `capacity` candidates as a heap with the worst on top. */
export function bestCandidates(capacity: number): BestCandidates {
  const scores = new Float64Array(capacity);
  const slots = new Int32Array(capacity);
  const labels = new Int32Array(capacity);
  let size = 0;

  function put(at: number, score: number, slot: number, label: number): void {
    scores[at] = score;
    slots[at] = slot;
    labels[at] = label;
  }
  const move = (from: number, to: number): void =>
    put(to, scores[from] as number, slots[from] as number, labels[from] as number);

  function sink(score: number, slot: number, label: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && (scores[child + 1] as number) < (scores[child] as number)) child++;
      if ((scores[child] as number) >= score) break;
      move(child, at);
      at = child;
    }
    put(at, score, slot, label);
  }

  const worst = (): number => (size < capacity ? -Infinity : (scores[0] as number));
  return {
    worst,
    offer(score, slot, label) {
      if (!(score > worst())) return;
      if (size === capacity) {
        sink(score, slot, label);
        return;
      }
      let at = size++;
      while (at > 0 && (scores[(at - 1) >> 1] as number) > score) {
        move((at - 1) >> 1, at);
        at = (at - 1) >> 1;
      }
      put(at, score, slot, label);
    },
    take(visit) {
      const count = size;
      while (size > 0) {
        const [slot, label] = [slots[0] as number, labels[0] as number];
        size--;
        const place = size;
        const last = [scores[place] as number, slots[place] as number, labels[place] as number] as const;
        if (size > 0) sink(...last);
        visit(place, slot, label);
      }
      return count;
    },
  };
}
