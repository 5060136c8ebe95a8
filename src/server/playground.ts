import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { App } from './instance.js';

/** The files of the page, as `npm run build` makes them of playground/. */
export type PageFiles = Readonly<Record<PageFile, Buffer>>;

type PageFile = keyof typeof served;

/** Where each file is served, and as what. The page names the others relative to its own place. */
const served = {
  'index.html': { path: '/', type: 'text/html; charset=utf-8' },
  'page.js': { path: '/page/page.js', type: 'text/javascript; charset=utf-8' },
  'page.css': { path: '/page/page.css', type: 'text/css; charset=utf-8' },
  'mark.svg': { path: '/page/mark.svg', type: 'image/svg+xml' },
} as const;

// The table has exactly these keys.
const names = Object.keys(served) as PageFile[];

const built = new URL('../../page/', import.meta.url);

/** Reads the built page into memory. Where it was not built, the service does without. */
export async function readPage(logger: Logger): Promise<PageFiles | null> {
  try {
    const files = names.map(async (name) => [name, await readFile(new URL(name, built))] as const);
    // One of each name.
    return Object.fromEntries(await Promise.all(files)) as PageFiles;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    logger.warn('the page is not built, so there is none at GET /: npm run build');
    return null;
  }
}

/** `GET /`: the page for people, and its files; nothing where there is no page. */
export function registerPlayground(app: App, files: PageFiles | null): void {
  if (files === null) return;
  for (const name of names) {
    const { path, type } = served[name];
    app.get(path, { schema: { hide: true }, config: { kind: 'pages' } }, (_request, reply) =>
      reply.header('cache-control', 'no-cache').type(type).send(files[name]),
    );
  }
}
