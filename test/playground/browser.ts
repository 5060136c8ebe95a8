import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  chromium,
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import type { AxeResults } from 'axe-core';
import type tap from 'tap';
import { fromRoot } from '../root.js';

/** Where Linux and macOS have a Chromium or a Chrome. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser to try the page in: what the variable CHROMIUM names, else one at a usual place. */
const findBrowser = (): string | null =>
  [process.env['CHROMIUM'] ?? '', ...places].find((path) => path !== '' && existsSync(path)) ??
  null;

/** The tests of a file, as tap gives them. */
type Test = Pick<typeof tap, 'comment' | 'fail' | 'teardown'>;

/** Runs tests with a browser; without one it says so, which is a failure in CI only. */
export async function withBrowser(
  t: Test,
  run: (browser: Browser) => Promise<void>,
): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    const why = 'no Chromium was found: install one, or name it in the variable CHROMIUM';
    if (process.env['CI'] === 'true') t.fail(why);
    else t.comment(`Not tried in a browser, as ${why}.`);
    return;
  }
  // In containers, where tests run as root, its sandbox cannot start; it sees our own page only.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  const browser = await chromium.launch({ executablePath, args });
  t.teardown(() => browser.close());
  await run(browser);
}

const wide = { viewport: { width: 1280, height: 900 } };

/** A small phone. */
export const PHONE = { width: 360, height: 740 };

/** Who looks at the page, and on what. */
export const visitors = {
  spanish: { ...wide, locale: 'es-ES', colorScheme: 'light' },
  english: { ...wide, locale: 'en-GB', colorScheme: 'dark' },
} as const satisfies Record<string, BrowserContextOptions>;

/** The button that puts a word into a mask. */
export const candidate = (page: Page, word: string): Locator =>
  page.locator('.candidates').getByRole('button', { name: new RegExp(`^${word} `) });

/** Other tests may have the processors. */
const WAIT_MS = 20_000;

/** A page, and what it should never do. */
export interface Visit {
  readonly page: Page;
  /** Errors of scripts, messages on the console, what the policy refused, requests to elsewhere. */
  readonly wrongs: readonly string[];
}

/** Opens the page as someone with this language, theme and screen, who was never here before. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const wrongs: string[] = [];
  page.on('pageerror', ({ message }) => wrongs.push(`error: ${message}`));
  page.on('console', (message) => wrongs.push(`console: ${message.text()}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== url && protocol !== 'blob:') wrongs.push(`request: ${request.url()}`);
  });
  await page.goto(`${url}/`);
  return { page, wrongs };
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** What axe finds against WCAG 2.2 A and AA and its good manners: `rule: element`, each. */
export async function findBarriers(page: Page): Promise<string[]> {
  // Evaluated by the browser's own tools, which its policy for pages does not concern.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');

const folder = fromRoot('.tap/screenshots');

/** For people to look at; nothing compares them. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}

/** What a screen reader would call the element that has the focus. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(`(() => {
    const { activeElement: one } = document;
    return one.getAttribute('aria-label') ?? one.textContent;
  })()`);

/** Presses Tab until the focus is there. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let pressed = 0; pressed < 40; pressed += 1) {
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not come to ${String(name)}`);
}
