import { add, div, log, mul, square, sub, type Rank, type Tensor } from '@reprise/engine';

/** How far an argument is moved up before the series is used; there it is exact to 1e-9. */
const SHIFT = 6;

/**
 * The logarithm of the gamma function, of numbers above 0, by Stirling's series for the argument moved up
 * (Abramowitz and Stegun 1964, 6.1.41). Its gradient, the digamma function, follows by the chain rule.
 */
export function logGamma<R extends Rank>(x: Tensor<R>): Tensor<R> {
  const far = add(x, SHIFT);
  return add<Tensor<R>>(sub(mul(sub(far, 0.5), log(far)), far), logGammaRemainder(x));
}

/**
 * What log Γ(x) is more than (y - 1/2) · log y - y with y = x + 6: small, so that the large terms of several logarithms
 * can be joined before they are rounded. Γ(x + 1) = x · Γ(x) leads down from y to x.
 */
export function logGammaRemainder<R extends Rank>(x: Tensor<R>): Tensor<R> {
  const inverse = div(1, add(x, SHIFT));
  const inverseSquare = square(inverse);
  const series = mul(inverse, add(mul(inverseSquare, add(mul(inverseSquare, 1 / 1260), -1 / 360)), 1 / 12));
  // In two products, so that neither overflows before x is above 1e12.
  const product = (from: number): Tensor<R> =>
    mul<Tensor<R>>(mul(add(x, from), add(x, from + 1)), add(x, from + 2));
  return sub<Tensor<R>>(add(series, Math.log(2 * Math.PI) / 2), add(log(product(0)), log(product(3))));
}
