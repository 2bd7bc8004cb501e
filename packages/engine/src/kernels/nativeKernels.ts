/** What the addon with the fused kernels exports. Loading it registers its operations with TensorFlow. */
export interface NativeKernels {
  /** the instruction set it chose for this machine, such as `avx2` */
  readonly isa: string;
  setThreads(threads: number): void;
}

let loaded: NativeKernels | undefined;

/** Records the fused kernels that the engine loaded; `undefined`, that it runs without. */
export function setNativeKernels(kernels: NativeKernels | undefined): void {
  loaded = kernels;
}

/** Whether the native engine runs, and with its fused kernels: else a kernel takes its portable form. */
export function hasNativeKernels(): boolean {
  return loaded !== undefined;
}
