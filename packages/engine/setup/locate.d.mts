/** A native engine that is ready to be loaded. All paths are absolute. */
export interface NativeLocation {
  /** tfjs-node's addon, to be loaded with `require`. */
  readonly addon: string;
  /** Folder with the TensorFlow C library (`libtensorflow`, `libtensorflow_framework`). */
  readonly library: string;
  /** Folder with the headers of the TensorFlow C library. */
  readonly include: string;
  /** Version of TensorFlow. */
  readonly version: string;
  /** The fused kernels, or why there are none. */
  readonly kernels: KernelsLocation | NativeUnavailable;
}

/** Fused kernels that were built for the C++ of this checkout. */
export interface KernelsLocation {
  /** The addon, to be loaded with `require` after the engine's. */
  readonly addon: string;
}

/** Why something native is not there, and how to get it: one clause, without a full stop. */
export interface NativeUnavailable {
  readonly reason: string;
}

/** Where the native engine of this machine lies, or why there is none. Looks at neither `REPRISE_ENGINE` nor `REPRISE_KERNELS`. */
export function locateNative(): NativeLocation | NativeUnavailable;
