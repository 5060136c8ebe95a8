import { readFileSync } from 'node:fs';
import t from 'tap';
import { startServer } from '../http/server.js';
import { fromRoot } from '../root.js';
import { candidate, focused, tabTo, visit, visitors, withBrowser } from './browser.js';

/** What people do on the page, by clicks and by keyboard. */

const endings = [
  ['JSON', 'json'],
  ['CSV', 'csv'],
  ['BRAT .ann', 'ann'],
  ['texto (.txt)', 'txt'],
] as const;

await withBrowser(t, async (browser) => {
  const mascarillaHome = t.testdir();
  const masks = await startServer(t, { mascarillaHome });
  const pharma = fromRoot('models/clinical-es-mini-pharmaconer');
  const entities = await startServer(t, { mascarillaHome, models: pharma });
  const golden = fromRoot('test/golden/bert-cls');
  const labels = await startServer(t, { mascarillaHome, models: golden });

  await t.test('words by clicks: hide, see, fill', async (t) => {
    const { page, wrongs } = await visit(browser, masks.url, visitors.spanish);
    await candidate(page, 'arterial').waitFor();
    t.match(await page.getByRole('status').first().textContent(), /1 hueco.*arterial/);
    await page.getByRole('button', { name: 'torácico', exact: true }).click();
    await candidate(page, 'abdominal').waitFor();
    t.match(await page.getByText('escrita en el texto').count(), 1);
    await candidate(page, 'arterial').click();
    await page.getByRole('button', { name: /^arterial, hueco 1/ }).waitFor();
    await candidate(page, 'abdominal').click();
    t.match(await page.getByRole('status').first().textContent(), 'Puesta: «abdominal»');
    await page.getByRole('button', { name: 'Escribir otro texto' }).click();
    t.match(
      await page.getByLabel('Texto', { exact: true }).inputValue(),
      /hipertensión arterial y .* dolor abdominal\.$/,
    );
    t.same(wrongs, []);
  });

  await t.test('words by keyboard', async (t) => {
    const { page, wrongs } = await visit(browser, masks.url, visitors.english);
    await candidate(page, 'arterial').waitFor();
    await page.keyboard.press('Tab');
    t.equal(await focused(page), 'Skip to the content');
    await tabTo(page, 'Words');
    await tabTo(page, 'Mujer');
    await page.keyboard.press('End');
    t.equal(await focused(page), 'torácico');
    await page.keyboard.press('Enter');
    await candidate(page, 'abdominal').waitFor();
    t.match(await focused(page), 'gap 2, hid “torácico”', 'the focus stays');
    await tabTo(page, /^abdominal[\d ]/);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: /^abdominal, gap 2/ }).waitFor();
    t.match(await focused(page), /^abdominal[\d ]/);
    await tabTo(page, 'The same request, as code');
    await page.keyboard.press('Enter');
    await tabTo(page, 'curl');
    await page.keyboard.press('ArrowRight');
    t.equal(await focused(page), 'JavaScript');
    t.match(await page.locator('pre').textContent(), /^const reply = await fetch\("http/);
    t.same(wrongs, []);
  });

  await t.test('sentences by clicks and by keyboard', async (t) => {
    const { page, wrongs } = await visit(browser, masks.url, visitors.spanish);
    await page.getByRole('tab', { name: 'Parecido' }).click();
    const map = page.getByRole('table', { name: 'Coseno de cada frase con cada otra' });
    await map.waitFor();
    t.equal(await map.locator('td[data-heat]').count(), 20);
    await page.getByRole('button', { name: 'Quitar la frase 5' }).click();
    await page.getByRole('button', { name: 'Comparar' }).click();
    await map.getByRole('row').nth(5).waitFor({ state: 'detached' });
    t.equal(await map.locator('td[data-heat]').count(), 12);
    await page.keyboard.press('Tab');
    t.equal(await focused(page), 'Añadir una frase');
    await page.keyboard.press('Enter');
    t.equal(await focused(page), 'Frase 5');
    await page.keyboard.type('Tos y fiebre.');
    await page.keyboard.press('Enter');
    await map.getByRole('row').nth(5).waitFor();
    t.same(wrongs, []);
  });

  await t.test('entities by clicks and by keyboard, and as files', async (t) => {
    const { page, wrongs } = await visit(browser, entities.url, visitors.spanish);
    await page.locator('mark').first().waitFor();
    const rows = page.getByRole('table', { name: 'Entidades' }).locator('tbody tr');
    t.match(await rows.first().textContent(), /metforminaNORMALIZABLES36–46/);
    const all = await rows.count();
    await page.getByRole('checkbox', { name: /^PROTEINAS/ }).focus();
    await page.keyboard.press('Space');
    t.ok((await rows.count()) < all, 'those that are not shown are not listed');
    const files: string[] = [];
    for (const [name, ending] of endings) {
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name }).click();
      t.equal((await saved).suggestedFilename(), `mascarilla.${ending}`);
      files.push(readFileSync(await (await saved).path(), 'utf8'));
    }
    t.match(files, [
      /"word": "metformina"/,
      /NORMALIZABLES,metformina,36,46/,
      /^T1\tNORMALIZABLES 36 46\tmetformina\n/,
      /^Varón de 58/,
    ]);
    await page.getByLabel('Texto clínico').fill('Sin nada.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('no reconoce ninguna entidad').waitFor();
    t.same(wrongs, []);
  });

  await t.test('several models: each has its card, and one can choose', async (t) => {
    const models = `${fromRoot('models/clinical-es-mini')},${pharma}`;
    const several = await startServer(t, { mascarillaHome, models });
    const { page, wrongs } = await visit(browser, several.url, visitors.english);
    await candidate(page, 'arterial').waitFor();
    const card = page.getByRole('region', { name: 'Model card' });
    await card.getByText('clinical-es-mini', { exact: true }).waitFor();
    const asked = page.waitForRequest('**/token-classification');
    await page.getByRole('tab', { name: 'Entities' }).click();
    t.match((await asked).postDataJSON(), { model: 'clinical-es-mini-pharmaconer' });
    await page.locator('mark').first().waitFor();
    await card.getByText('clinical-es-mini-pharmaconer', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Similarity' }).click();
    await page.locator('.heat').waitFor();
    const again = page.waitForRequest('**/embed');
    await page.getByLabel('Model that answers').selectOption('clinical-es-mini-pharmaconer');
    t.match((await again).postDataJSON(), { model: 'clinical-es-mini-pharmaconer' });
    await page.locator('.heat').waitFor();
    t.same(wrongs, []);
  });

  await t.test('labels', async (t) => {
    const { page, wrongs } = await visit(browser, labels.url, visitors.english);
    await page.getByText(/^First: /).waitFor();
    t.equal(await page.locator('.scored-labels li').count(), 4);
    await page.getByRole('button', { name: 'Oncología' }).click();
    await page.getByText(/^First: /).waitFor();
    t.same(wrongs, []);
  });
});
