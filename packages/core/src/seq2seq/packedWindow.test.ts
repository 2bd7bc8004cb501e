import { disposeParams, Rng, scope, tensor1d, tensor2d, tensor3d, type Tensor2D } from '@reprise/engine';
import { closeTo, shakeParams, tensorTest } from '@reprise/testing';
import { describe } from 'vitest';
import { SoftWindowLSTM, type BoundSoftWindow, type SoftWindowOptions } from '../nn/softWindow.ts';
import { unroll } from '../nn/unroll.ts';
import { packSoftWindow } from './packedWindow.ts';

const [ROWS, INPUT, STEPS, TEXT] = [3, 5, 4, 6];
const SIZES = { inputSize: INPUT, hiddenSize: 20, memorySize: 7, components: 4, charactersPerStep: 0.3 };

const VARIANTS: Readonly<Record<string, Partial<SoftWindowOptions>>> = {
  'a plain layer': {},
  'peepholes, coupled gates and zoneout': {
    peepholes: true,
    coupled: true,
    zoneout: { hidden: 0.2, cell: 0.3 },
  },
  'layer normalisation': { layerNorm: true },
};

/** Three texts, of which two are shorter than their padding, which is wrong to look at. */
function bindTexts(layer: SoftWindowLSTM, rng: Rng): BoundSoftWindow {
  const lengths = [TEXT, 2, 4];
  const width = TEXT * layer.memorySize;
  const values = rng.normalValues(ROWS * width);
  lengths.forEach((length, row) =>
    values.fill(1000, row * width + length * layer.memorySize, (row + 1) * width),
  );
  return layer.bind(tensor3d(values, [ROWS, TEXT, layer.memorySize]), lengths);
}

describe('a packed soft window', () => {
  for (const [title, options] of Object.entries(VARIANTS))
    tensorTest(`takes the steps that it takes over whole sequences: ${title}`, () => {
      const rng = Rng.fromSeed(46);
      const layer = new SoftWindowLSTM({ ...SIZES, ...options, rng });
      shakeParams(layer, rng.fold('shake'));
      const packed = packSoftWindow(layer);
      scope(() => {
        const bound = bindTexts(layer, rng.fold('texts'));
        const values = rng.fold('xs').normalValues(ROWS * STEPS * INPUT);
        const { last } = unroll(bound, tensor3d(values, [ROWS, STEPS, INPUT]));
        const chosen = [2, 0];
        const { last: lastOfChosen } = unroll(
          bound.select(tensor1d(chosen, 'int32')),
          tensor3d(
            chosen.flatMap((row) => [...values.subarray(row * STEPS * INPUT, (row + 1) * STEPS * INPUT)]),
            [chosen.length, STEPS, INPUT],
          ),
        );

        const run = (rows: readonly number[], at: BoundSoftWindow) => {
          let state = at.initialState(rows.length);
          for (let step = 0; step < STEPS; step++) {
            const xs = rows.flatMap((row) => [
              ...values.subarray((row * STEPS + step) * INPUT, (row * STEPS + step + 1) * INPUT),
            ]);
            state = packed.value.step(at, tensor2d(xs, [rows.length, INPUT]), state);
          }
          return state;
        };
        run([0, 1, 2], bound).forEach((part, index) => {
          closeTo(part, last[index] as Tensor2D, `state ${index}`);
        });
        run(chosen, bound.select(tensor1d(chosen, 'int32'))).forEach((part, index) => {
          closeTo(part, lastOfChosen[index] as Tensor2D, `state ${index} of the chosen rows`);
        });
      });
      packed.free();
      disposeParams(layer.params);
    });
});
