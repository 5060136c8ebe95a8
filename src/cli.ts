#!/usr/bin/env node
import { Argument, Command } from 'commander';
import { benchOptions } from './commands/bench-options.js';
import type { CleanFlags, ListFlags } from './commands/cache.js';
import { entityOptions } from './commands/entity-options.js';
import { fillMaskOptions } from './commands/evaluation-options.js';
import { inspectOwnOptions } from './commands/inspect-options.js';
import { fileKinds, prepareOptions } from './commands/prepare-options.js';
import { bulkTasks, runExamples, runOptions, type BulkTaskName } from './commands/run-options.js';
import { readOptions, type CommandOptions } from './commands/options.js';
import {
  readCacheConfig,
  readConfig,
  readJobIndex,
  readModelConfig,
  readHealthConfig,
  readPullConfig,
  type Flags,
  type Texts,
} from './config.js';
import { messageOf, ServiceError } from './errors.js';
import {
  cacheOptions,
  convertOptions,
  evaluationOptions,
  healthOptions,
  inspectOptions,
  pullOptions,
} from './options/commands.js';
import { YES_OR_NO } from './options/kinds.js';
import { flagOf, options, optionNames, variableOf, type OptionName } from './options/table.js';
import { version } from './version.js';

/** Each command brings its own rooms: help, and the start of a server, need not wait for all. */
const commands = {
  bench: () => import('./commands/bench.js'),
  cache: () => import('./commands/cache.js'),
  checkServe: () => import('./commands/check-serve.js'),
  convert: () => import('./commands/convert.js'),
  evaluate: () => import('./commands/evaluate.js'),
  evaluateEntities: () => import('./commands/evaluate-entities.js'),
  health: () => import('./commands/health.js'),
  inspect: () => import('./commands/inspect.js'),
  openapi: () => import('./commands/openapi.js'),
  prepare: () => import('./commands/prepare.js'),
  pull: () => import('./commands/pull.js'),
  run: () => import('./commands/run.js'),
  serve: () => import('./commands/serve.js'),
} as const;

function addOptions(command: Command, names: readonly OptionName[]): Command {
  for (const name of names) {
    const { placeholder, description, byDefault } = options[name];
    // Yes can be said by the flag alone.
    const value = placeholder === YES_OR_NO ? `[${placeholder}]` : `<${placeholder}>`;
    const told = `${description} (env: ${variableOf(name)}, default: ${byDefault})`;
    command.option(`${flagOf(name)} ${value}`, told);
  }
  return command;
}

/** The options of one command: flags without variables, the first of them in the help. */
function addOwnOptions(command: Command, table: CommandOptions): Command {
  for (const [name, { placeholder, description, byDefault }] of Object.entries(table)) {
    const flag = placeholder === '' ? flagOf(name) : `${flagOf(name)} <${placeholder}>`;
    if (byDefault === null) command.requiredOption(flag, `${description} (required)`);
    else if (placeholder === '') command.option(flag, description);
    else command.option(flag, `${description} (default: ${byDefault})`);
  }
  return command;
}

const MODEL =
  'folder of a checkpoint or of a package, or owner/name on the Hub, also with @revision';

interface Home {
  readonly mascarillaHome?: string;
}

const homeOf = (mascarillaHome: string | undefined): Texts => ({ mascarillaHome });

const program = new Command('mascarilla')
  .description('Serves Spanish biomedical and clinical language models over REST, without Python.')
  .version(version)
  .showHelpAfterError('(--help tells what there is)');

addOptions(program.command('serve'), optionNames)
  .description('serve a model until a signal')
  .option('--check', 'serve nothing: tell what would be served (exit code 0) or is wrong (2)')
  .action(async (flags: Flags) => {
    if (flags['check'] === true) {
      const { checkServe } = await commands.checkServe();
      return checkServe(() => readConfig(flags));
    }
    const { serve } = await commands.serve();
    return serve(readConfig(flags));
  });

addOptions(program.command('convert'), convertOptions)
  .description('convert a checkpoint into a package, for `serve --models FOLDER`')
  .argument('<checkpoint>', 'its folder, or owner/name on the Hub, also with @revision')
  .argument('<folder>', 'folder to write; it must not exist yet')
  .action(async (checkpoint: string, folder: string, flags: Texts) => {
    const { convertCommand } = await commands.convert();
    return convertCommand(readModelConfig(checkpoint, flags, convertOptions), folder);
  });

addOptions(program.command('pull'), pullOptions)
  .description('bring a model from the Hub into the cache, for `serve --models REPO`')
  .argument('<repo>', 'owner/name, or owner/name@revision for a branch, a tag or a commit')
  .action(async (repo: string, flags: Texts) => {
    const { pullCommand } = await commands.pull();
    return pullCommand(repo, readPullConfig(flags));
  });

addOptions(addOwnOptions(program.command('inspect'), inspectOwnOptions), inspectOptions)
  .description('tell what a model is, and whether it can be served, without converting it')
  .argument('<model>', MODEL)
  .action(async (model: string, flags: Flags) => {
    const { inspectCommand } = await commands.inspect();
    const config = readModelConfig(model, flags, inspectOptions);
    return inspectCommand(config, readOptions(inspectOwnOptions, flags));
  });

const evaluation = program.command('eval').description('measure how good a model is');

addOptions(addOwnOptions(evaluation.command('fill-mask'), fillMaskOptions), evaluationOptions)
  .description('mask pieces of texts and tell how well a model puts them back')
  .argument('<model>', MODEL)
  .action(async (model: string, flags: Flags) => {
    const { evaluateFillMask } = await commands.evaluate();
    const config = readModelConfig(model, flags, evaluationOptions);
    return evaluateFillMask(config, readOptions(fillMaskOptions, flags));
  });

addOptions(addOwnOptions(evaluation.command('ner'), entityOptions), evaluationOptions)
  .description('find entities in annotated texts and tell how well they fit: precision, recall, F1')
  .argument('<model>', MODEL)
  .action(async (model: string, flags: Flags) => {
    const { evaluateNer } = await commands.evaluateEntities();
    const config = readModelConfig(model, flags, evaluationOptions);
    return evaluateNer(config, readOptions(entityOptions, flags));
  });

addOptions(addOwnOptions(program.command('run'), runOptions), evaluationOptions)
  .description('run a task over a whole corpus, without a server; the same command goes on')
  .addArgument(new Argument('<task>', 'what is asked of every text').choices(bulkTasks))
  .addHelpText('after', runExamples)
  .action(async (task: BulkTaskName, flags: Flags) => {
    const { runCommand } = await commands.run();
    const own = readOptions(runOptions, flags);
    const config = readModelConfig(own.model, flags, evaluationOptions);
    return runCommand(task, config, own, readJobIndex());
  });

addOwnOptions(program.command('prepare'), prepareOptions)
  .description(
    `make clean Spanish documents of files (${fileKinds}): one JSON object a line, with sentences`,
  )
  .argument('<paths...>', 'files, and folders with all that lies in them')
  .action(async (paths: string[], flags: Flags) => {
    const { prepareCommand } = await commands.prepare();
    return prepareCommand(paths, readOptions(prepareOptions, flags));
  });

addOwnOptions(program.command('bench'), benchOptions)
  .description('put a running server under load, and tell throughput and latencies')
  .action(async (flags: Flags) => {
    const { bench } = await commands.bench();
    return bench(readOptions(benchOptions, flags));
  });

const cache = program.command('cache').description('list or clean the converted models');

addOptions(cache.command('list'), cacheOptions)
  .description('list the converted models')
  .option('--json', 'as JSON')
  .option('--verify', 'read the weights too, and check their hashes')
  .action(async ({ mascarillaHome, ...flags }: ListFlags & Home) => {
    const { listCommand } = await commands.cache();
    return listCommand(readCacheConfig(homeOf(mascarillaHome)), flags);
  });

addOptions(cache.command('clean'), cacheOptions)
  .description(
    'remove what no start can use: parts of conversions that were killed, damaged packages and ' +
      'those of other versions; never one that is being served or converted',
  )
  .argument(
    '[names...]',
    'models or folders of `cache list` to remove instead, whatever their state',
  )
  .option('--all', 'remove every package')
  .option('--older-than <age>', 'remove also what was not used for so long, such as 30d')
  .option('--dry-run', 'only tell what would be removed')
  .action(async (names: string[], { mascarillaHome, ...flags }: CleanFlags & Home) => {
    const { cleanCommand } = await commands.cache();
    return cleanCommand(readCacheConfig(homeOf(mascarillaHome)), names, flags);
  });

addOptions(program.command('health'), healthOptions)
  .description('ask the service that runs with these options whether it is well: 0, or 1')
  .action(async (flags: Texts) => {
    const { health } = await commands.health();
    return health(readHealthConfig(flags));
  });

program
  .command('openapi')
  .description('write the OpenAPI document to standard output')
  .action(async () => {
    const { writeOpenapi } = await commands.openapi();
    process.stdout.write(await writeOpenapi());
  });

try {
  await program.parseAsync();
} catch (error) {
  // What the table knows is told in a sentence; anything else is a bug, and its stack is wanted.
  const told = error instanceof ServiceError ? messageOf(error) : error;
  console.error('mascarilla:', told);
  process.exit(1);
}
