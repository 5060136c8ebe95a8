import type { Measured } from './tally.js';

/** A line of the plot: what was measured at each load, in the order of the axis. */
export interface PlotSeries {
  readonly name: string;
  readonly points: readonly PlotPoint[];
}

export interface PlotPoint {
  /** Clients, or requests a second. */
  readonly load: number;
  readonly measured: Pick<Measured, 'textsPerSecond' | 'latencies'>;
}

export interface Plot {
  readonly title: string;
  /** What the loads are. */
  readonly axis: string;
  readonly series: readonly PlotSeries[];
}

const WIDTH = 960;
const HEIGHT = 420;
const PANEL = { width: 370, height: 260, top: 102 } as const;
const LEFTS = [70, 560] as const;
const TICKS = 5;

/** An axis has a length even where nothing was answered. */
const LEAST_TOP = 0.001;

/** Of Okabe and Ito, which colour-blind people can tell apart. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];

/** A place in the picture. */
interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Throughput and p95 against the load, as two panels of an SVG picture. */
export function drawPlot({ title, axis, series }: Plot): string {
  const loads = [...new Set(series.flatMap(({ points }) => points.map(({ load }) => load)))].sort(
    (a, b) => a - b,
  );
  const panel = (name: string, left: number, valueOf: (point: PlotPoint) => number | null) =>
    drawPanel({ name, axis, left, loads, series, valueOf });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text({ x: LEFTS[0], y: 28 }, title, 'font-size="16" font-weight="600"'),
    ...series.flatMap(({ name }, index) => drawKey(name, index)),
    ...panel('texts/s', LEFTS[0], ({ measured }) => measured.textsPerSecond),
    ...panel('p95 of the latency, ms', LEFTS[1], ({ measured }) => measured.latencies?.p95 ?? null),
    '</svg>\n',
  ].join('\n');
}

interface Panel {
  readonly name: string;
  readonly axis: string;
  readonly left: number;
  readonly loads: readonly number[];
  readonly series: readonly PlotSeries[];
  /** Null where nothing was answered: the line has no point there. */
  readonly valueOf: (point: PlotPoint) => number | null;
}

function drawPanel({ name, axis, left, loads, series, valueOf }: Panel): string[] {
  const values = series.flatMap(({ points }) => points.map((point) => valueOf(point) ?? 0));
  const most = Math.max(...values, LEAST_TOP);
  const step = niceStep(most / TICKS);
  const top = step * Math.ceil(most / step);
  const bottom = PANEL.top + PANEL.height;
  // Loads are usually powers of two: the same distance between each.
  const gap = PANEL.width / Math.max(1, loads.length);
  const x = (load: number) => left + gap * (loads.indexOf(load) + 0.5);
  const y = (value: number) => bottom - (PANEL.height * value) / top;
  const right = left + PANEL.width;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return [
    text({ x: left, y: PANEL.top - 14 }, name, 'font-weight="600"'),
    ...ticks.flatMap((tick) => [
      `<line x1="${left}" y1="${at(y(tick))}" x2="${right}" y2="${at(y(tick))}" stroke="#ddd"/>`,
      text(
        { x: left - 8, y: y(tick) + 4 },
        String(Number(tick.toPrecision(3))),
        'text-anchor="end"',
      ),
    ]),
    ...loads.map((load) =>
      text({ x: x(load), y: bottom + 20 }, String(load), 'text-anchor="middle"'),
    ),
    text({ x: left + PANEL.width / 2, y: bottom + 42 }, axis, 'text-anchor="middle"'),
    ...series.flatMap(({ points }, index) =>
      drawLine(
        points.flatMap((point) => {
          const value = valueOf(point);
          return value === null ? [] : [{ x: x(point.load), y: y(value) }];
        }),
        colourOf(index),
      ),
    ),
  ];
}

function drawLine(spots: readonly Spot[], colour: string): string[] {
  const corners = spots.map(({ x, y }) => `${at(x)},${at(y)}`).join(' ');
  return [
    `<polyline points="${corners}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...spots.map(({ x, y }) => `<circle cx="${at(x)}" cy="${at(y)}" r="4" fill="${colour}"/>`),
  ];
}

/** The name of a line beside a piece of it. */
function drawKey(name: string, index: number): string[] {
  const x = LEFTS[0] + 220 * index;
  return [
    `<line x1="${x}" y1="46" x2="${x + 22}" y2="46" stroke="${colourOf(index)}" stroke-width="3"/>`,
    text({ x: x + 30, y: 50 }, name),
  ];
}

const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? '#222';

/** The next of 1, 2 and 5 times a power of ten. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return (([1, 2, 5] as const).find((digit) => digit * power >= step) ?? 10) * power;
}

const at = (value: number): string => value.toFixed(1);

const text = ({ x, y }: Spot, content: string, attributes = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" ${attributes}>${escape(content)}</text>`;

/** Control characters, halves of pairs and two more may not stand in XML at all (XML 1.0, 2.2). */
const escape = (content: string): string =>
  content
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
