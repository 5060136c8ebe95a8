import t from 'tap';
import { readFile, readParagraphs } from '../reading.js';

void t.test('HTML: blocks are paragraphs, words never stick together', async (t) => {
  const html = `<!doctype html><html><head><title>Informe</title><style>p{}</style></head><body>
    <nav>Menú</nav><h1>Caso cl&iacute;nico</h1><script>var x = "<p>no</p>";</script>
    <p>Varón de <b>45</b> años<br>con tos.</p><ul><li>fiebre<li>dolor</ul>
    <table><tr><td>Hb</td><td>12</td></tr><tr><th>Na</th><td>140</td></tr></table>fin &lt;5`;
  const paragraphs = await readParagraphs(t, 'a.html', html);
  t.same(
    paragraphs.map((paragraph) => paragraph.replace(/\s+/g, ' ')),
    [
      'Caso clínico',
      'Varón de 45 años',
      'con tos.',
      'fiebre',
      'dolor',
      'Hb 12',
      'Na 140',
      'fin <5',
    ],
  );
});

void t.test('HTML: the encoding that it says', async (t) => {
  const bytes = Buffer.from('<meta charset="iso-8859-15"><p>Ni\xf1o, 5 \xa4', 'latin1');
  t.match(await readFile(t, 'a.htm', bytes), {
    encoding: 'iso-8859-15',
    found: [{ paragraphs: ['Niño, 5 €'] }],
  });
});

void t.test('BioC: documents of passages', async (t) => {
  const xml = `<?xml version="1.0"?><!DOCTYPE collection SYSTEM "BioC.dtd"><collection>
    <source>SciELO</source><document><id>d1</id><infon key="type">caso</infon>
    <passage><infon key="k">v</infon><offset>0</offset><text>Tos &amp; fiebre.</text>
    <annotation id="T1"><text>fiebre</text></annotation></passage>
    <passage><offset>14</offset><sentence><offset>14</offset><text>Uno.</text></sentence>
    <sentence><offset>19</offset><text>Dos.</text></sentence></passage></document>
    <document><id/><passage><offset>0</offset><text><![CDATA[Hb <12]]></text></passage></document>
    </collection>`;
  t.same((await readFile(t, 'a.xml', xml)).found, [
    { kind: 'document', id: 'd1', number: 1, paragraphs: ['Tos & fiebre.', 'Uno. Dos.'] },
    { kind: 'document', id: null, number: 2, paragraphs: ['Hb <12'] },
  ]);
});

void t.test('JATS: titles, abstracts and bodies of articles', async (t) => {
  const article = (id: string) => `<article xml:lang="es"><front><journal-meta>
    <journal-title>Revista</journal-title></journal-meta><article-meta>
    <article-id pub-id-type="pmid">${id}</article-id><article-id>otra</article-id>
    <title-group><article-title>Un <italic>caso</italic></article-title></title-group>
    <contrib-group><contrib><name><surname>Pérez</surname></name></contrib></contrib-group>
    <abstract><title>Resumen</title><p>Breve.</p></abstract></article-meta></front>
    <body><sec><label>1</label><title>Caso</title><p>Varón con tos<xref>1</xref>.
    <inline-formula><tex-math>x^2</tex-math></inline-formula></p>
    <table-wrap><caption><p>Datos.</p></caption><table><tr><td>12</td></tr></table></table-wrap></sec>
    </body><back><ref-list><ref><article-title>Otro</article-title></ref></ref-list></back>
    <sub-article><body><p>Man with cough.</p></body></sub-article></article>`;
  const xml = `<pmc-articleset>${article('11')}${article('12')}</pmc-articleset>`;
  const { found } = await readFile(t, 'a.nxml', xml);
  const paragraphs = ['Un caso', 'Resumen', 'Breve.', 'Caso', 'Varón con tos1.', 'Datos.'];
  t.same(found, [
    { kind: 'document', id: '11', number: 1, paragraphs },
    { kind: 'document', id: '12', number: 2, paragraphs },
  ]);
});

void t.test('XML that is cut off, of another kind, or swells by entities is refused', async (t) => {
  const bomb = `<!DOCTYPE collection [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
    <!ENTITY c SYSTEM "file:///etc/passwd">]><collection><document><passage>`;
  const refusals: readonly (readonly [string, RegExp])[] = [
    ['<collection><document><id>Pérez</id>', /no well-formed XML/],
    ['<collection></document>', /no well-formed XML/],
    [`${bomb}<text>&b;</text></passage></document></collection>`, /entities of its own/],
    [`${bomb}<text>&c;</text></passage></document></collection>`, /entities of its own/],
    ['<html><p>Pérez</p></html>', /neither BioC nor JATS/],
    ['', /no well-formed XML/],
  ];
  for (const [xml, message] of refusals) {
    await t.rejects(readFile(t, 'a.xml', xml), { name: 'Refusal', message }, xml);
  }
});

void t.test('XML in the encoding that it says', async (t) => {
  const xml = `<?xml version="1.0" encoding="ISO-8859-1"?><collection><document><id>1</id><passage>
    <text>Ni\xf1o</text></passage></document></collection>`;
  t.match(await readFile(t, 'a.xml', Buffer.from(xml, 'latin1')), {
    encoding: 'windows-1252',
    found: [{ paragraphs: ['Niño'] }],
  });
});
