import {
  dispose,
  disposeParams,
  namedParams,
  valueAndGradients,
  type Module,
  type Scalar,
  type Tensor3D,
} from '@reprise/engine';
import type { Runner } from '../serve.ts';
import { digest, type Values } from '../values.ts';

/** Training of a layer without an optimizer: the loss, and its gradient with respect to the input and all parameters. */
export function gradientRunner(layer: Module, xs: Tensor3D, loss: () => Scalar): Runner {
  const params = namedParams(layer.params);
  const compute = () => valueAndGradients(loss, [xs, ...params.values()]);
  return {
    run() {
      const { value, gradients } = compute();
      value.dataSync();
      dispose([value, ...gradients]);
    },
    check() {
      const { value, gradients } = compute();
      const values: Record<string, readonly number[]> = { loss: [...value.dataSync()] };
      ['xs', ...params.keys()].forEach((name, index) => {
        values[name] = digest(gradients[index]?.dataSync() ?? []);
      });
      dispose([value, ...gradients]);
      return values satisfies Values;
    },
    dispose() {
      disposeParams(layer.params);
      dispose(xs);
    },
  };
}
