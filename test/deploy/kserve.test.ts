import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';
import { options, optionNames, flagOf } from '../../src/options/table.js';
import { fromRoot, readJson } from '../root.js';

/** What deploy/examples/kserve.yaml asks of the service, the service has. */

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: number };
}

interface Predictor {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly [
    {
      readonly args: readonly string[];
      readonly env: readonly { readonly name: string; readonly value: string }[];
      readonly ports: readonly [{ readonly containerPort: number }];
      readonly startupProbe: Probe;
      readonly readinessProbe: Probe;
      readonly livenessProbe: Probe;
    },
  ];
}

const { spec } = parse(readFileSync(fromRoot('deploy/examples/kserve.yaml'), 'utf8')) as {
  readonly spec: { readonly predictor: Predictor };
};
const [container] = spec.predictor.containers;
const flags = new Map(
  container.args.slice(1).map((arg) => arg.split('=', 2) as [string, string | undefined]),
);

void t.test('its flags are options of the service, with values that these take', (t) => {
  t.equal(container.args[0], 'serve');
  for (const [flag, value = ''] of flags) {
    const name = optionNames.find((option) => flagOf(option) === flag);
    if (name === undefined) t.fail(`${flag} is no option`);
    else t.ok(options[name].parse(value), flag);
  }
  const grace = spec.predictor.terminationGracePeriodSeconds * 1000;
  const end = Number(flags.get('--drain-delay-ms')) + Number(flags.get('--shutdown-timeout-ms'));
  t.ok(end < grace, 'it ends before it is killed');
  t.end();
});

void t.test(
  'it speaks the Open Inference Protocol, where the service answers without a key',
  (t) => {
    t.match(container.env, [{ name: 'PROTOCOL', value: 'v2' }]);
    const { paths } = readJson('openapi/openapi.json') as { readonly paths: object };
    const probes = [container.startupProbe, container.readinessProbe, container.livenessProbe];
    const asked = probes.map(({ httpGet }) => httpGet.path);
    t.same(asked, ['/v2/health/ready', '/v2/health/ready', '/v2/health/live']);
    for (const path of asked) t.ok(path in paths, path);
    t.ok('/v2/models/{model}/infer' in paths);
    t.match(flags.get('--open-paths'), /\bhealth\b/);
    for (const { httpGet } of probes) t.equal(httpGet.port, container.ports[0].containerPort);
    t.equal(Number(flags.get('--port')), container.ports[0].containerPort);
    t.end();
  },
);
