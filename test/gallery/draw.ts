import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAssets } from '../../src/web/assets.js';
import { listChoices } from '../../src/web/languages.js';
import type { PageData } from '../../src/web/view-helpers.js';
import { createViews } from '../../src/web/views.js';
import { readLocalesWithPseudo } from '../support/pseudo-language.js';
import { parts } from './parts.js';
import { retellAll } from './retell.js';
import { readStates, type ViewState } from './states.js';

/** When the gallery's pages are drawn: what they say of times does not change from day to day. */
const NOW = new Date('2026-11-21T10:00:00Z');

/** Every view in every state that is kept, drawn as its readers see it. */
export interface Drawing {
  readonly states: readonly ViewState[];
  /** Names of all views there are. */
  readonly views: readonly string[];
  /** The languages there are, as BCP 47 codes, and the pseudo-language. */
  readonly languages: readonly string[];
  /** @returns a whole page, or the text of a mail */
  draw(state: ViewState, language: string): string;
  /** The page of every part of the design system. */
  drawParts(language: string, isFramed: boolean): string;
  readonly assets: ReturnType<typeof createAssets>;
}

/** The views of the application, and the page of parts beside them. */
function viewsWithParts() {
  const folder = mkdtempSync(path.join(tmpdir(), 'laurel-gallery-'));
  try {
    cpSync('views', folder, { recursive: true });
    cpSync('test/gallery/parts.hbs', path.join(folder, 'parts.hbs'));
    return createViews(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function openDrawing(): Drawing {
  const views = viewsWithParts();
  const assets = createAssets();
  const locales = readLocalesWithPseudo();

  const pageOf = (language: string, around: ViewState['around']): PageData => ({
    locale: locales.choose([language]),
    now: NOW,
    csrfToken: around.session ? 'token' : undefined,
    frameToken: around.frame ? 'token' : undefined,
    returnUrl: around.back ? 'https://lms.example/course/1' : undefined,
    colorScheme: undefined,
    asset: assets.url,
    languages: listChoices(locales.codes, language),
  });

  return {
    states: readStates(),
    views: views.names.filter((name) => name !== 'parts'),
    languages: locales.codes,
    draw({ kind, view, model: kept, around }, language) {
      const page = pageOf(language, around);
      const model = language === 'en' ? kept : (retellAll(kept, page.locale) as object);
      return kind === 'text'
        ? views.renderText(view, model, page)
        : views.renderPage(view, model, page);
    },
    drawParts: (language, isFramed) =>
      views.renderPage(
        'parts',
        parts(NOW),
        pageOf(language, { session: true, frame: isFramed, back: false }),
      ),
    assets,
  };
}
