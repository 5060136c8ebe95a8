import { enableMore, modelCard } from './card.js';
import { Client, type Failure } from './client.js';
import { fill, h, type Child } from './dom.js';
import { header } from './header.js';
import { keyForm } from './key.js';
import { messages } from './messages/all.js';
import type { Messages } from './messages/messages.js';
import type { Served } from './served.js';
import { readSettings, store, type Settings } from './settings.js';
import { describeFailure } from './status-line.js';
import { Work, workspace } from './workspace.js';

/** What is known of the service so far. */
type State =
  | { readonly kind: 'asking' }
  | { readonly kind: 'served'; readonly work: Work }
  | { readonly kind: 'failed'; readonly failure: Failure };

const keyNeeded = { kind: 'key-needed' } as const;

/** Asks what is served, and shows what can be done with it. */
class Page {
  readonly #client = new Client(() => this.#show({ kind: 'failed', failure: keyNeeded }));
  #settings = readSettings();
  #state: State = { kind: 'asking' };
  /** Stays while a key is asked for. */
  #work: Work | null = null;

  async start(): Promise<void> {
    this.#show({ kind: 'asking' });
    const found = await this.#client.models();
    if ('models' in found) {
      this.#work ??= new Work(found.models);
      this.#show({ kind: 'served', work: this.#work });
      return;
    }
    const { failure } = found;
    this.#show({ kind: 'failed', failure });
    // While the model loads, the service says when it is worth asking again.
    if (failure.kind === 'unavailable') setTimeout(() => void this.start(), failure.seconds * 1000);
  }

  #show(state: State): void {
    this.#state = state;
    this.#render();
  }

  #choose(settings: Settings): void {
    store('language', settings.language);
    store('theme', settings.theme);
    this.#settings = settings;
    this.#render();
  }

  /** All of it anew, as the state says; the focus stays where it has a name. */
  #render(): void {
    const { language, theme } = this.#settings;
    const text = messages[language];
    const focused = document.activeElement?.id ?? '';
    document.documentElement.lang = language;
    document.documentElement.dataset['theme'] = theme;
    const choices = { settings: this.#settings, choose: (one: Settings) => this.#choose(one) };
    fill(
      document.body,
      h('a', { href: '#content', class: 'skip' }, text.skip),
      header(text, choices),
      h('main', { id: 'content', tabindex: -1 }, ...this.#body(text)),
      foot(text),
      notice(text, this.#state.kind === 'served'),
    );
    if (focused !== '') document.getElementById(focused)?.focus();
  }

  #body(text: Messages): Child[] {
    const state = this.#state;
    switch (state.kind) {
      case 'asking':
        return [h('p', { class: 'panel waiting', role: 'status' }, text.status.asking)];
      case 'failed':
        return [this.#failed(text, state.failure)];
      case 'served': {
        const card = h('div');
        const answering = (model: Served) => fill(card, modelCard(text, model));
        const tools = workspace(state.work, { text, client: this.#client }, answering);
        return [tools, h('aside', {}, card, enableMore(text, state.work.models))];
      }
    }
  }

  #failed(text: Messages, failure: Failure): HTMLElement {
    if (failure.kind === 'key-needed') {
      return keyForm(text, this.#client.key !== '', (key) => {
        this.#client.key = key;
        void this.start();
      });
    }
    if (failure.kind === 'unavailable') {
      return h('p', { class: 'panel waiting', role: 'status' }, text.status.loading);
    }
    const again = { type: 'button', class: 'primary', on: { click: () => void this.start() } };
    return h(
      'div',
      { class: 'panel' },
      h('p', { role: 'alert' }, ...describeFailure({ text }, failure)),
      h('button', again, text.status.again),
    );
  }
}

const foot = (text: Messages): HTMLElement =>
  h(
    'footer',
    {},
    h('p', {}, text.privacy),
    h(
      'p',
      {},
      h('a', { href: 'docs' }, text.apiDocs),
      ' · ',
      h('a', { href: 'openapi.json' }, text.openapi),
    ),
  );

/** What everyone has to know, in sight wherever one has scrolled to. */
const notice = (text: Messages, hasCard: boolean): HTMLElement =>
  h(
    'section',
    { class: 'notice', 'aria-label': text.notice },
    h(
      'p',
      {},
      h('strong', {}, text.notice),
      ` ${text.noticeMore} `,
      hasCard ? h('a', { href: '#model' }, text.card.goTo) : null,
    ),
  );

void new Page().start();
