/**
 * What a model card says: a README.md in the Hub's form, Markdown after a block of YAML. Cards are
 * written by hand, so nothing here fails: what cannot be read is absent.
 * Format: huggingface/hub-docs, docs/hub/model-cards.md and modelcard.md.
 */
import { parse } from 'yaml';

import { isRecord, stringsOf } from './json.js';

/** What others need to know before they use a model. */
export interface ModelCard {
  /** The Hub's identifier of the licence, such as `apache-2.0`. */
  readonly license: string | null;
  /** Such as `es`. */
  readonly languages: readonly string[];
  readonly tags: readonly string[];
  /** Markdown of the sections on intended use, limitations and bias, in the card's order. */
  readonly intendedUse: string | null;
}

/** UTF-16 units of the largest card that is looked at; published ones have some ten thousand. */
export const MAX_CARD_LENGTH = 1_000_000;

/**
 * UTF-16 units of the longest front matter that is parsed, since a hostile one costs microseconds
 * a character; published ones have some thousand, and a few tables of results some ten thousand.
 */
const MAX_FRONT_MATTER_LENGTH = 200_000;

/** The longest `intendedUse`: it travels in every package and in replies about the model. */
const MAX_INTENDED_USE_LENGTH = 10_000;

/** Titles of the Hub's template, of published Spanish clinical models, and of Spanish cards. */
const USE_TITLE =
  /\bintended\b|\bout of scope\b|\b(?:direct|downstream) use\b|^uses?$|\blimitations?\b|\bbias(?:es)?\b|^usos?$|\busos? previstos?\b|\blimitaciones\b|\bsesgos?\b/;

/** What the Hub's template holds where nobody wrote anything. */
const PLACEHOLDER = '[More Information Needed]';

const EMPTY_CARD: ModelCard = { license: null, languages: [], tags: [], intendedUse: null };

/** Reads a card; one of more than MAX_CARD_LENGTH is treated as empty. Never throws. */
export function parseModelCard(markdown: string): ModelCard {
  if (markdown.length > MAX_CARD_LENGTH) return EMPTY_CARD;
  const { frontMatter, body } = splitFrontMatter(markdown);
  const fields = parseFrontMatter(frontMatter);
  return {
    license: stringsOf(fields['license']).join(', ') || null,
    languages: stringsOf(fields['language']),
    tags: stringsOf(fields['tags']),
    intendedUse: findIntendedUse(body),
  };
}

/** Lines between a first line `---` and the next one are YAML; without both there is none. */
function splitFrontMatter(markdown: string): {
  readonly frontMatter: string;
  readonly body: readonly string[];
} {
  const lines = markdown.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === '---');
  if (lines[0]?.trimEnd() !== '---' || end === -1) return { frontMatter: '', body: lines };
  return { frontMatter: lines.slice(1, end).join('\n'), body: lines.slice(end + 1) };
}

function parseFrontMatter(yaml: string): Readonly<Record<string, unknown>> {
  if (yaml.length > MAX_FRONT_MATTER_LENGTH) return {};
  try {
    const fields: unknown = parse(yaml, {
      logLevel: 'error', // Warnings would go to the process's standard error.
      prettyErrors: false, // Nobody reads them, and they make many errors take quadratic time.
      uniqueKeys: false, // The last of two wins, as on the Hub.
    });
    return isRecord(fields) ? fields : {};
  } catch {
    return {};
  }
}

/**
 * Joins the sections whose titles speak of use, limitations or bias. A section ends at the next
 * heading of any level, so that a "How to use" below such a title stays out.
 */
function findIntendedUse(lines: readonly string[]): string | null {
  const kept: string[] = [];
  let fence: string | null = null;
  let isWanted = false;
  for (const line of withoutComments(lines)) {
    const marker = /^ {0,3}(```|~~~)/.exec(line)?.[1] ?? null;
    if (fence === null) fence = marker;
    else if (marker === fence) fence = null;
    const title = fence === null ? headingOf(line) : null;
    if (title !== null) {
      isWanted = USE_TITLE.test(title);
      kept.push(''); // Keeps the paragraphs of two sections apart.
    } else if (isWanted && line.trim() !== PLACEHOLDER) {
      kept.push(line.trimEnd());
    }
  }
  const text = kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  if (text.length <= MAX_INTENDED_USE_LENGTH) return text || null;
  // Not between the two halves of a surrogate pair.
  return `${text.slice(0, MAX_INTENDED_USE_LENGTH).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The words of a heading such as `## **Intended uses & limitations**`, in lower case. */
function headingOf(line: string): string | null {
  const title = /^ {0,3}#{1,6}[ \t](.*)$/.exec(line)?.[1];
  if (title === undefined) return null;
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Drops HTML comments, in which the template gives its instructions. By line and not by one
 * expression over the text, which would take quadratic time where many comments never end.
 */
function withoutComments(lines: readonly string[]): readonly string[] {
  let isInside = false;
  return lines.map((line) => {
    let rest = line;
    let kept = '';
    for (;;) {
      const at = rest.indexOf(isInside ? '-->' : '<!--');
      if (!isInside) kept += at === -1 ? rest : rest.slice(0, at);
      if (at === -1) return kept;
      rest = rest.slice(at + (isInside ? '-->'.length : '<!--'.length));
      isInside = !isInside;
    }
  });
}
