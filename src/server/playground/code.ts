import { copy } from './copy.js';
import type { Context } from './context.js';
import { fill, h, newId } from './dom.js';
import { codeLanguages, writeCode, type CodeLanguage, type CodeRequest } from './snippets.js';
import { tabs } from './tabs.js';

/** The request of a tool as code to copy, written anew whenever it is opened or changes. */
export class Code {
  readonly element: HTMLDetailsElement;
  readonly #block = h('code');
  readonly #copied = h('span', { role: 'status', class: 'copied' });
  #language: CodeLanguage = 'curl';

  constructor(
    private readonly context: Context,
    private readonly request: () => Pick<CodeRequest, 'body'> & { readonly path: string },
  ) {
    const { code } = context.text;
    const panelId = newId();
    const entries = codeLanguages.map((name) => ({ name, label: name }));
    const choose = (name: CodeLanguage) => {
      this.#language = name;
      this.update();
    };
    const button = { type: 'button', class: 'quiet', on: { click: () => void this.#copy() } };
    const pre = { id: panelId, role: 'tabpanel', tabindex: 0, 'aria-label': code.title };
    this.element = h(
      'details',
      { class: 'code', on: { toggle: () => this.update() } },
      h('summary', {}, code.title),
      h(
        'div',
        { class: 'code-head' },
        tabs(code.languages, panelId, entries, this.#language, choose),
        h('div', { class: 'code-copy' }, this.#copied, h('button', button, code.copy)),
      ),
      h('pre', pre, this.#block),
      context.client.key === '' ? null : h('p', { class: 'note' }, code.key),
    );
  }

  update(): void {
    if (!this.element.open) return;
    fill(this.#block, this.#write());
    fill(this.#copied);
  }

  #write(): string {
    const { client } = this.context;
    const { path, body } = this.request();
    const withKey = client.key !== '';
    return writeCode(this.#language, { address: client.addressOf(path), body, withKey });
  }

  async #copy(): Promise<void> {
    const { code } = this.context.text;
    fill(this.#copied, (await copy(this.#write())) ? code.copied : code.notCopied);
  }
}
