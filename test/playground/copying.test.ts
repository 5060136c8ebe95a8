import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import t from 'tap';
import { startServer } from '../http/server.js';
import { visit, visitors, withBrowser } from './browser.js';

await withBrowser(t, async (browser) => {
  const { url } = await startServer(t, { mascarillaHome: t.testdir() });

  for (const [name, permissions] of [
    ['by the clipboard of the page', ['clipboard-read', 'clipboard-write']],
    ['the old way, where the page may not write it', ['clipboard-read']],
  ] as const) {
    await t.test(`code is copied ${name}, and runs as it is`, async (t) => {
      const { page, wrongs } = await visit(browser, url, visitors.spanish);
      await page.context().grantPermissions(permissions);
      if (permissions.length === 1) {
        await page.evaluate(
          "navigator.clipboard.writeText = () => Promise.reject(new Error('no'))",
        );
      }
      await page.locator('summary').click();
      await page.getByRole('tab', { name: 'JavaScript' }).click();
      await page.getByRole('button', { name: 'Copiar', exact: true }).click();
      await page.getByText('Copiado').waitFor();
      const code = await page.evaluate<string>('navigator.clipboard.readText()');
      t.equal(code, await page.getByRole('tabpanel', { name: 'en código' }).textContent());
      const node = ['--input-type=module', '--eval', code];
      const { stdout } = await promisify(execFile)(process.execPath, node);
      t.match(stdout, /arterial/);
      t.same(wrongs, []);
      await page.context().close();
    });
  }
});
