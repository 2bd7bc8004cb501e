import type { State, Stepper } from '@reprise/core';
import { reshape, zeros, type Tensor2D, type Tensor3D } from '@reprise/engine';
import { emptyInputs, setInputs, type MelodyInputs } from './melodyBatch.ts';
import type { MelodyModel } from './melodyModel.ts';
import type { MelodyRow } from './melodyRow.ts';

/** What is said next, a duration or a pitch of each row. */
export interface MelodyInput {
  readonly rows: readonly MelodyRow[];
}

/**
 * The network as `generate` drives it: an output is a duration, and then its pitch. Its state is what the recurrent
 * layers made of the notes so far, the memory of all places, and the recurrent layers' own.
 */
export function melodyStepper(model: MelodyModel): Stepper<MelodyInput, Tensor2D> {
  return {
    step({ rows }, state, time) {
      const past = Math.floor(time / 2) + 1;
      const inputs = inputsOf(model, rows, past);
      const [kept, memory, ...layers] = state as [Tensor2D, Tensor2D, ...State];
      if (time % 2 === 1) {
        const reading = { hidden: oneStep(kept), memory: reshapeMemory(model, memory, past) };
        const said = Int32Array.from(rows, (row) => row.said);
        const tokens = {
          pitches: tokensOf(rows, past, 'pitches'),
          durations: tokensOf(rows, past, 'durations'),
        };
        return { emission: model.pitchLogProbs(reading, inputs.likeness, said, tokens), state };
      }
      const before = past > 1 ? reshapeMemory(model, memory, past - 1) : undefined;
      const advanced = model.advance(inputs, before, layers);
      const { reading } = advanced;
      const emission = model.durationLogProbs(reading, inputs.likeness, tokensOf(rows, past, 'durations'));
      const flat = (tensor: Tensor3D) => reshape(tensor, [rows.length, -1]) as Tensor2D;
      return { emission, state: [flat(reading.hidden), flat(reading.memory), ...advanced.state] };
    },
  };
}

/** The state before the first note. */
export function firstState(model: MelodyModel, rows: number): State {
  return [zeros([rows, model.cell.outputSize]), zeros([rows, 1]), ...model.cell.initialState(rows)];
}

function oneStep(hidden: Tensor2D): Tensor3D {
  return reshape(hidden, [hidden.shape[0], 1, hidden.shape[1]]) as Tensor3D;
}

function reshapeMemory({ memorySize }: MelodyModel, memory: Tensor2D, past: number): Tensor3D {
  return reshape(memory, [memory.shape[0], past, memorySize]) as Tensor3D;
}

/** One step's inputs; of a row that is over they do not matter. */
function inputsOf(model: MelodyModel, rows: readonly MelodyRow[], past: number): MelodyInputs {
  const inputs = emptyInputs(rows.length, 1, past, model.reader);
  rows.forEach((row, index) => {
    if (row.notes.length + 1 !== past) return;
    inputs.previousPitches[index] = row.pitches[past - 1] as number;
    inputs.previousDurations[index] = row.durations[past - 1] as number;
    setInputs(inputs, index, row.reader, model.reader, row.chords);
  });
  return inputs;
}

/** [rows · past] */
function tokensOf(rows: readonly MelodyRow[], past: number, part: 'pitches' | 'durations'): Int32Array {
  const tokens = new Int32Array(rows.length * past);
  rows.forEach((row, index) => {
    tokens.set(row[part].slice(0, past), index * past);
  });
  return tokens;
}
