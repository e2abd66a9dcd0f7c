/**
 * With GALLERY=write: keeps what pages and mails are drawn from while the tests run, for the gallery:
 * `GALLERY=write npx vitest run --project routes --maxWorkers 1 test/features`. A state that shows nothing new is left out.
 */
import { afterAll, expect, vi } from 'vitest';
import { copyState, readStates, writeStates, type ViewState } from './states.js';

const drawn = vi.hoisted((): unknown[] => []) as ViewState[];

vi.mock(import('../../src/web/views.js'), async (load) => {
  const original = await load();
  const note = (kind: ViewState['kind'], view: string, model: object, page: object) => {
    // The gallery's own page of parts is no view of the application.
    if (view === 'parts') return;
    const { csrfToken, frameToken, returnUrl } = page as Record<string, unknown>;
    const state: ViewState = {
      view,
      kind,
      name: expect.getState().currentTestName ?? 'before the tests',
      model: model as Record<string, unknown>,
      around: {
        session: csrfToken !== undefined,
        frame: frameToken !== undefined,
        back: returnUrl !== undefined,
      },
    };
    drawn.push(copyState(state));
  };
  return {
    ...original,
    createViews: (folder) => {
      const views = original.createViews(folder);
      return {
        ...views,
        renderPage(view, model, page) {
          note('page', view, model, page);
          return views.renderPage(view, model, page);
        },
        renderText(view, model, page) {
          note('text', view, model, page);
          return views.renderText(view, model, page);
        },
      };
    },
  };
});

afterAll(() => writeStates([...readStates(), ...drawn]));
