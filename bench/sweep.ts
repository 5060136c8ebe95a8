/** Throughput and p95 against the number of clients, as a picture. */
import { drawPlot, type PlotPoint } from '../src/load/plot.js';
import { CLIENTS, load } from './rounds.js';
import type { Service } from './service.js';
import type { Stage } from './stage.js';
import { BLOCK, deal, type BenchText } from './texts.js';

const loads = [1, 2, 4, 8, 16, CLIENTS];

/** @param count texts of each load */
export async function sweep({ fp32, int8, texts }: Stage, count: number): Promise<string> {
  const chosen = deal(texts, count);
  const pointsOf = async (service: Service) => {
    const points: PlotPoint[] = [];
    for (const clients of loads) points.push(await pointOf(service, chosen, clients));
    return points;
  };
  return drawPlot({
    title: '/embed, a model of base size',
    axis: 'clients',
    series: [
      { name: 'fp32', points: await pointsOf(fp32) },
      { name: 'int8', points: await pointsOf(int8) },
    ],
  });
}

async function pointOf(
  service: Service,
  texts: readonly BenchText[],
  clients: number,
): Promise<PlotPoint> {
  // One after the other takes long, and varies little.
  const requests = clients < 4 ? BLOCK : texts.length;
  return { load: clients, measured: await load(service, 'embed', texts, { clients, requests }) };
}
