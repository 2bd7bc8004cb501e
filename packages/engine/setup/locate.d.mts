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
}

/** Why there is no native engine, and how to get it: one clause, without a full stop. */
export interface NativeUnavailable {
  readonly reason: string;
}

/** Where the native engine of this machine lies, or why there is none. Does not look at `REPRISE_ENGINE`. */
export function locateNative(): NativeLocation | NativeUnavailable;
