/**
 * When requests of many independent people are due: a Poisson process, in which the times between
 * them are exponentially distributed.
 *
 * @param rate of them in a second
 * @param random uniform from 0 up to, but not including, 1
 * @returns milliseconds from the start, ascending, without end
 */
export function* arrivals(rate: number, random: () => number): Generator<number, never> {
  let due = 0;
  for (;;) {
    due += (-1000 * Math.log(1 - random())) / rate;
    yield due;
  }
}
