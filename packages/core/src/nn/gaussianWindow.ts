import {
  add,
  div,
  exp,
  expandDims,
  matMul,
  mul,
  neg,
  range,
  reshape,
  softplus,
  split,
  square,
  squeeze,
  sub,
  sum,
  type Tensor2D,
  type Tensor3D,
} from '@reprise/engine';

/** What a soft window looks at: a batch of sequences of embedded characters. */
export interface WindowMemory {
  /** [batch, characters, memorySize] */
  readonly characters: Tensor3D;
  /** [batch, characters]: 1 for a character, 0 for padding */
  readonly mask: Tensor2D;
}

/** One position of a window over its characters. */
export interface Window {
  /** the centres of the Gaussians, in characters from the first, [batch, components] */
  readonly kappa: Tensor2D;
  /** the weights of the characters, [batch, characters]; they need not sum to 1 */
  readonly phi: Tensor2D;
  /** the characters under the window, [batch, memorySize] */
  readonly window: Tensor2D;
}

/**
 * Moves a window of K Gaussians and looks through it (Graves 2013, equations 46 to 51):
 * φ(u) = Σ α exp(-β (κ - u)²), w = Σ φ(u) memory[u], u = 0 being the first character.
 *
 * Where the paper has exponentials α, β and the step of κ are log(1 + eˣ) of their outputs: below 0 both are alike,
 * above it this grows no faster than its output, so that no outburst of the network overflows or throws the window past
 * the end of the text, from where it could not come back. α is divided by K, so that what is seen at first weighs about
 * as much as one character, whatever K; the step is scaled, so that it has the size of a pen's step on its way over a
 * character.
 *
 * @param outputs [batch, 3 K], of a linear layer: for α, for β, for the step of κ
 * @param kappa the centres before, [batch, K]
 * @param stepScale in characters; an output of 0 moves a Gaussian by ln 2 of it
 */
export function moveWindow(
  outputs: Tensor2D,
  kappa: Tensor2D,
  { characters, mask }: WindowMemory,
  stepScale: number,
): Window {
  const components = kappa.shape[1];
  const length = mask.shape[1];
  const [rawAlpha, beta, rawStep] = split(softplus(outputs), 3, 1) as [Tensor2D, Tensor2D, Tensor2D];
  const alpha = div(rawAlpha, components) as Tensor2D;
  const newKappa = add(kappa, mul(rawStep, stepScale)) as Tensor2D;
  const positions = reshape(range(0, length), [1, 1, length]);
  const distances = square(sub(expandDims(newKappa, 2), positions));
  const gaussians = mul(expandDims(alpha, 2), exp(neg(mul(expandDims(beta, 2), distances))));
  const phi = mul(sum(gaussians, 1), mask) as Tensor2D;
  const window = squeeze(matMul(expandDims(phi, 1) as Tensor3D, characters), [1]) as Tensor2D;
  return { kappa: newKappa, phi, window };
}
