import fc from 'fast-check';
import t from 'tap';
import { drawPlot, type PlotPoint } from '../../src/load/plot.js';

/** Throws where the text is no well-formed XML of elements, attributes and the five entities. */
function checkXml(xml: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  const rest = xml.replace(
    /<(\/?)([a-z]+)((?: [\w:-]+="[^"<&]*")*) ?(\/?)>/g,
    (_, closing: string, name: string, _attributes, empty: string) => {
      if (closing !== '') {
        if (open.pop() !== name) throw new Error(`</${name}> closes another`);
        return '';
      }
      names.push(name);
      if (empty === '') open.push(name);
      return '';
    },
  );
  if (open.length > 0) throw new Error(`${open.join(' ')} is not closed`);
  const wrong = /[<>]|&(?!(?:amp|lt|gt|quot|apos);)|(?!\n)\p{Cc}|[\p{Cs}\uFFFE\uFFFF]/u.exec(rest);
  if (wrong !== null) throw new Error(`${JSON.stringify(wrong[0])} stands in the text`);
  return names;
}

const point = (load: number, textsPerSecond: number, p95: number | null): PlotPoint => ({
  load,
  measured: {
    textsPerSecond,
    latencies: p95 === null ? null : { p50: p95 / 2, p95, p99: p95, max: p95 },
  },
});

const draw = (...points: readonly PlotPoint[]) =>
  drawPlot({ title: '/embed', axis: 'clients', series: [{ name: 'fp32', points }] });

const count = (names: readonly string[], name: string) =>
  names.filter((one) => one === name).length;

void t.test('a point for each measured, in both panels', (t) => {
  const names = checkXml(draw(point(1, 27, 40), point(8, 45, 210), point(32, 48, 800)));
  t.equal(names[0], 'svg');
  t.equal(count(names, 'circle'), 6);
  t.equal(count(names, 'polyline'), 2);
  t.end();
});

void t.test('where nothing was answered there is no latency', (t) => {
  const names = checkXml(draw(point(1, 27, 40), point(8, 0, null)));
  t.equal(count(names, 'circle'), 3);
  t.end();
});

void t.test('two lines share their axes', (t) => {
  const series = ['fp32', 'int8'].map((name, at) => ({
    name,
    points: [point(1, 30 * (at + 1), 9)],
  }));
  const svg = drawPlot({ title: '/embed', axis: 'clients', series });
  const [one = '', two = ''] = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => x);
  t.equal(one, two);
  for (const name of ['fp32', 'int8', 'clients', 'texts/s']) t.match(svg, `>${name}<`);
  t.end();
});

void t.test('a larger value lies higher', (t) => {
  const svg = draw(point(1, 10, 5), point(2, 20, 7));
  const heights = [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  t.ok((heights[0] ?? 0) > (heights[1] ?? 0), 'downwards from the top');
  t.end();
});

void t.test('whatever was measured and however a model is called, it is a picture', (t) => {
  const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
  const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 1024 }), amount, fc.option(amount)), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), points, (title, measured) => {
      const series = [{ name: title, points: measured.map((one) => point(...one)) }];
      const svg = drawPlot({ title, axis: 'requests/s', series });
      const latencies = measured.filter(([, , p95]) => p95 !== null).length;
      const circles = count(checkXml(svg), 'circle');
      return (
        circles === measured.length + latencies && !/NaN|Infinity/.test(svg.replaceAll(title, ''))
      );
    }),
  );
  t.end();
});
