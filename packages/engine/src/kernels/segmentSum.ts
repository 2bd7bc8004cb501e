import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tfjs.ts';

interface WasmBackend {
  readSync(dataId: object): ArrayLike<number>;
  makeOutput(shape: number[], dtype: 'float32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/**
 * `UnsortedSegmentSum`, the gradient of an embedding look-up, for the WASM backend, which lacks it: rows of `x`
 * with the same segment are added up.
 */
export function registerSegmentSumForWasm(): void {
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as { x: Tensor; segmentIds: Tensor };
      const numSegments = (attrs as unknown as { numSegments: number }).numSegments;
      const wasm = backend as unknown as WasmBackend;
      const inner = x.shape.slice(segmentIds.shape.length);
      const width = inner.reduce((product, size) => product * size, 1);
      const segments = wasm.readSync(segmentIds.dataId) as Int32Array;
      const output = wasm.makeOutput([numSegments, ...inner], 'float32');
      const rows = wasm.typedArrayFromHeap(x);
      const sums = wasm.typedArrayFromHeap(output).fill(0);
      segments.forEach((segment, row) => {
        if (segment < 0) return;
        for (let column = 0; column < width; column++) {
          sums[segment * width + column] =
            (sums[segment * width + column] as number) + (rows[row * width + column] as number);
        }
      });
      return output;
    },
  });
}
