/** Megabytes after so many requests. */
export interface MemorySample {
  readonly requests: number;
  readonly megabytes: number;
}

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 70;
const TOP = 50;
const PANEL = { width: 620, height: 190 } as const;
const TICKS = 5;

/** Memory against requests, from 0, as an SVG picture. */
export function drawMemory(samples: readonly MemorySample[]): string {
  const most = Math.max(...samples.map(({ megabytes }) => megabytes), 1);
  const top = 50 * Math.ceil((1.1 * most) / 50);
  const end = Math.max(...samples.map(({ requests }) => requests), 1);
  const x = (requests: number) => LEFT + (PANEL.width * requests) / end;
  const y = (megabytes: number) => TOP + PANEL.height * (1 - megabytes / top);
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS);
  const line = samples.map(({ requests, megabytes }) => `${x(requests)},${y(megabytes)}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="13" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="28" font-size="16" font-weight="600">Memory of all processes (PSS), MB</text>`,
    ...ticks.flatMap((share) => [
      `<line x1="${LEFT}" y1="${y(share * top)}" x2="${LEFT + PANEL.width}" y2="${y(share * top)}" stroke="#ddd"/>`,
      `<text x="${LEFT - 8}" y="${y(share * top) + 4}" text-anchor="end">${Math.round(share * top)}</text>`,
      `<text x="${x(share * end)}" y="${TOP + PANEL.height + 20}" text-anchor="middle">${Math.round(share * end)}</text>`,
    ]),
    `<text x="${LEFT + PANEL.width / 2}" y="${HEIGHT - 12}" text-anchor="middle">requests</text>`,
    `<polyline points="${line.join(' ')}" fill="none" stroke="#0072b2" stroke-width="2"/>`,
    '</svg>\n',
  ].join('\n');
}
