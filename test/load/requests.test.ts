import t from 'tap';
import { bodyOf, maskMiddle } from '../../src/load/requests.js';

void t.test('the middle word becomes a mask', (t) => {
  for (const [text, masked] of [
    ['Tos', '[M]'],
    ['Fiebre alta', 'Fiebre [M]'],
    ['Sin fiebre ni tos', 'Sin fiebre [M] tos'],
    ['', '[M]'],
  ] as const) {
    t.equal(maskMiddle(text, '[M]'), masked);
  }
  t.end();
});

void t.test('bodies are those of the routes', (t) => {
  t.equal(bodyOf('embed', 'Dice "no"', '<mask>'), '{"inputs":"Dice \\"no\\""}');
  t.equal(bodyOf('fill-mask', 'Fiebre y tos', '<mask>'), '{"inputs":"Fiebre <mask> tos"}');
  t.end();
});
