import t from 'tap';
import { startServer } from '../http/server.js';
import { fromRoot } from '../root.js';
import {
  findBarriers,
  isTooWide,
  keepScreenshot,
  PHONE,
  visit,
  visitors,
  withBrowser,
} from './browser.js';

await withBrowser(t, async (browser) => {
  const mascarillaHome = t.testdir();
  const masks = await startServer(t, { mascarillaHome });
  const pharma = fromRoot('models/clinical-es-mini-pharmaconer');
  const entities = await startServer(t, { mascarillaHome, models: pharma });
  const golden = fromRoot('test/golden/bert-cls');
  const labels = await startServer(t, { mascarillaHome, models: golden });

  for (const [name, { url }, tab, sign] of [
    ['words', masks, null, '.candidate'],
    ['sentences', masks, 'Parecido', '.heat'],
    ['entities', entities, null, 'mark'],
    ['labels', labels, null, '.scored-labels li'],
  ] as const) {
    await t.test(`${name}: no barriers, and nothing wider than the screen`, async (t) => {
      const { page, wrongs } = await visit(browser, url, visitors.spanish);
      if (tab !== null) await page.getByRole('tab', { name: tab }).click();
      await page.locator(sign).first().waitFor();
      await keepScreenshot(page, `${name}-light`);
      await page.locator('summary').click();
      t.same(await findBarriers(page), [], 'light, Spanish, wide');
      const { viewport } = visitors.spanish;
      await page.setViewportSize(PHONE);
      t.equal(await isTooWide(page), false);
      t.same(await findBarriers(page), [], 'light, Spanish, narrow');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: 'Dark appearance' }).click();
      await keepScreenshot(page, `${name}-dark`);
      await page.locator('summary').click();
      t.equal(await isTooWide(page), false);
      t.same(await findBarriers(page), [], 'dark, English, narrow');
      await page.setViewportSize(viewport);
      t.same(await findBarriers(page), [], 'dark, English, wide');
      t.same(wrongs, []);
      await page.context().close();
    });
  }
});
