import { namedParams, param, type Module, type Tensor } from '@reprise/engine';
import { closeTo, toTensor, type Nested } from './closeTo.ts';
import { differentiate } from './differentiate.ts';
import { assignParams, loadGolden } from './golden.ts';
import { tensorTest } from './leakCheck.ts';

/** A layer of an oracle. */
interface GoldenLayer {
  readonly params: Readonly<Record<string, Nested>>;
  readonly xs: Nested;
  readonly outputs: Nested;
  readonly outputWeights: Nested;
  readonly gradients: { readonly params: Readonly<Record<string, Nested>>; readonly xs?: Nested };
}

/**
 * Compares a layer without time with PyTorch's: its outputs, and every gradient.
 * @param options.toInput makes the layer's input, where it is not a float tensor
 * @param options.golden the oracle's file, by default `layers`
 */
export function layerGoldenTest<M extends Module, X extends Tensor>(
  key: string,
  makeLayer: () => M,
  apply: (layer: M, xs: X) => Tensor,
  {
    toInput = (values) => toTensor(values) as X,
    golden: file = 'layers',
  }: { readonly toInput?: (values: Nested) => X; readonly golden?: string } = {},
): void {
  tensorTest(`${key} is PyTorch's, gradients included`, () => {
    const golden = (loadGolden(file) as Record<string, GoldenLayer>)[key] as GoldenLayer;
    const layer = makeLayer();
    assignParams(layer.params, golden.params);
    const xs = param(toInput(golden.xs));
    const leaves = new Map<string, Tensor>(namedParams(layer.params));
    if (golden.gradients.xs !== undefined) leaves.set('xs', xs);
    const { values, gradients } = differentiate(
      () => [apply(layer, xs)],
      [toTensor(golden.outputWeights)],
      leaves,
    );
    closeTo(values[0] as Tensor, golden.outputs, 'outputs');
    gradients.forEach((gradient, name) => {
      const expected = name === 'xs' ? golden.gradients.xs : golden.gradients.params[name];
      closeTo(gradient, expected as Nested, `gradient of ${name}`);
    });
    [xs, ...leaves.values()].forEach((leaf) => leaf.dispose());
  });
}
