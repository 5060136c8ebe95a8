import t from 'tap';
import { startServer } from '../http/server.js';
import { candidate, findBarriers, focused, visit, visitors, withBrowser } from './browser.js';

/** What the page itself does, whatever people do on it. */

await withBrowser(t, async (browser) => {
  const masks = await startServer(t);

  await t.test('language and theme can be chosen, and only they are remembered', async (t) => {
    const { page, wrongs } = await visit(browser, masks.url, visitors.spanish);
    await page.getByRole('button', { name: 'Radiografía' }).click();
    await page.getByRole('button', { name: 'English' }).click();
    t.equal(await focused(page), 'English');
    await page.getByText('Not a medical device.').first().waitFor();
    t.match(
      await page.locator('.paper').textContent(),
      'Se realizó una radiografía',
      'the work stays',
    );
    await page.getByRole('button', { name: 'Dark appearance' }).click();
    t.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark');
    await page.reload();
    await page.getByRole('button', { name: 'Light appearance' }).waitFor();
    t.equal(await page.evaluate('document.documentElement.lang'), 'en');
    t.same(await page.evaluate('Object.entries(localStorage).sort()'), [
      ['mascarilla.language', 'en'],
      ['mascarilla.theme', 'dark'],
    ]);
    t.same(await page.context().cookies(), []);
    t.same(wrongs, []);
  });

  await t.test('what goes wrong is told, and can be tried again', async (t) => {
    const { page } = await visit(browser, masks.url, visitors.english);
    await candidate(page, 'arterial').waitFor();
    const answer = (status: number, headers = {}) =>
      page.route('**/fill-mask', (route) =>
        route.fulfill({
          status,
          headers,
          json: { error: 'the reason', code: 'X', error_type: 'backend' },
        }),
      );
    const said = page.getByRole('status').first();
    const again = page.getByRole('button', { name: 'Try again' });
    await answer(429, { 'retry-after': '7' });
    await page.getByRole('button', { name: 'diabetes', exact: true }).click();
    await page.getByText('a lot to do. Try again in 7 seconds').waitFor();
    for (const [status, sentence] of [
      [503, 'not available now. Try again in 1 second.'],
      [422, 'does not accept the request: the reason'],
      [500, 'went wrong in the server: the reason'],
    ] as const) {
      await page.unroute('**/fill-mask');
      await answer(status);
      await again.click();
      await said.filter({ hasText: sentence }).waitFor();
    }
    await page.unroute('**/fill-mask');
    await page.route('**/fill-mask', (route) => route.abort());
    await again.click();
    await said.filter({ hasText: 'cannot be reached' }).waitFor();
    await page.unroute('**/fill-mask');
    await page.route('**/fill-mask', () => undefined);
    await again.click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await said.filter({ hasText: 'Cancelled.' }).waitFor();
    await page.unroute('**/fill-mask');
    await again.click();
    await said.filter({ hasText: '2 gaps' }).waitFor();
    t.equal(await page.locator('.candidates').count(), 2);
  });

  await t.test('a key is asked for where the service wants one, and is kept nowhere', async (t) => {
    const { page } = await visit(browser, masks.url, visitors.spanish);
    await page.route('**/{info,fill-mask}', (route) =>
      route.request().headers()['authorization'] === 'Bearer abc'
        ? route.continue()
        : route.fulfill({
            status: 401,
            json: { error: 'no key', code: 'KEY', error_type: 'validation' },
          }),
    );
    await page.reload();
    await page.getByLabel('Clave de API').fill('wrong');
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.getByText('no acepta esta clave').waitFor();
    t.same(await findBarriers(page), []);
    await page.getByLabel('Clave de API').fill('abc');
    await page.keyboard.press('Enter');
    await candidate(page, 'arterial').waitFor();
    await page.locator('summary').click();
    t.match(await page.locator('pre').textContent(), 'Bearer $MASCARILLA_KEY');
    t.notMatch(await page.evaluate('JSON.stringify(localStorage) + document.cookie'), 'abc');
  });

  await t.test('while the model loads, the page waits for it', async (t) => {
    const { page } = await visit(browser, masks.url, visitors.english);
    let asked = 0;
    await page.route('**/info', (route) => {
      asked += 1;
      return asked > 1
        ? route.continue()
        : route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: { error: '' } });
    });
    await page.reload();
    await page.getByText('The model is loading').waitFor();
    await candidate(page, 'arterial').waitFor();
    t.equal(asked, 2);
  });
});
