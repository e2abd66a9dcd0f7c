import Handlebars, { type HelperOptions, type TemplateDelegate } from 'handlebars';
import { nameFieldsOfErrors } from './error-labels.js';
import { prepareField } from './form-field.js';
import { createHandlebars, loadTemplates } from './templates.js';
import { registerHelpers, type PageData } from './view-helpers.js';

const PAGE = '.hbs';
const TEXT = '.txt.hbs';

interface Template {
  readonly render: TemplateDelegate;
  readonly layout: string;
}

export interface Views {
  /** A whole HTML page: the view inside the layout that its first line names (`{{!-- layout: public --}}`). */
  renderPage(view: string, model: object, page: PageData): string;
  /** A `.txt.hbs` template: nothing is escaped, for it is not HTML. */
  renderText(view: string, model: object, page: PageData): string;
  /** Whether a view is in the layout of what everybody may open. */
  isPublic(view: string): boolean;
  /** Names of all views, for tests that look at each. */
  readonly names: readonly string[];
}

/** What a component makes of what it is given. */
const PREPARED: Record<string, (model: never) => object> = {
  field: prepareField,
  // For Handlebars an empty object is something: a form without errors would show an empty box of them.
  'form-errors': ({
    errors = {},
    suffix,
  }: {
    readonly errors?: object;
    readonly suffix?: string;
  }) => (Object.keys(errors).length === 0 ? {} : { errors, suffix }),
};

function layoutOf(head: string): string {
  return /^\{\{!--\s*layout:\s*([\w-]+)\s*--\}\}/.exec(head)?.[1] ?? 'app';
}

/**
 * A partial as a component: `{{notice kind="warn" text=why}}` or `{{#notice kind="warn"}}…{{/notice}}`. It knows
 * what it is given and nothing else of the page, so that no name of the page leaks into it; the block is `content`.
 */
function component(render: TemplateDelegate, prepare: (model: never) => object) {
  return function (this: unknown, ...given: unknown[]) {
    const options = given.pop() as HelperOptions;
    // For an inline use there is no `fn`, whatever the type says.
    const fn = options.fn as HelperOptions['fn'] | undefined;
    // A block of one helper alone gives a SafeString.
    const content = fn && String(fn(this, { data: options.data as object })).trim();
    const model = { ...(given[0] as object | undefined), ...(options.hash as object), content };
    const html = render(prepare(model as never), { data: options.data as object });
    return new Handlebars.SafeString(String(html).trim());
  };
}

/**
 * The templates of `views/`. One that cannot be parsed stops the start, or the build, not a reader.
 * @param folder where they are instead (tests)
 */
export function createViews(folder?: string): Views {
  const handlebars = createHandlebars();
  registerHelpers(handlebars);
  const pages = new Map<string, Template>();
  const texts = new Map<string, TemplateDelegate>();

  for (const { file, head, render } of loadTemplates(handlebars, folder)) {
    if (file.startsWith('partials/')) {
      const name = file.slice('partials/'.length, -PAGE.length);
      const prepare = PREPARED[name] ?? ((model: object) => model);
      handlebars.registerPartial(name, render);
      handlebars.registerHelper(name, component(render, prepare));
    } else if (file.endsWith(TEXT)) {
      texts.set(file.slice(0, -TEXT.length), render);
    } else {
      pages.set(file.slice(0, -PAGE.length), { render, layout: layoutOf(head) });
    }
  }

  function find<T>(templates: ReadonlyMap<string, T>, name: string): T {
    const template = templates.get(name);
    if (template === undefined) throw new Error(`there is no view "${name}"`);
    return template;
  }

  return {
    renderPage(view, model, page) {
      const template = find(pages, view);
      const body = nameFieldsOfErrors(template.render(model, { data: { page } }));
      const { render } = find(pages, `layouts/${template.layout}`);
      return render({ ...model, body }, { data: { page } });
    },
    isPublic: (view) => find(pages, view).layout === 'public',
    renderText: (view, model, page) => find(texts, view)(model, { data: { page } }),
    names: [...pages.keys(), ...texts.keys()].filter((name) => !name.startsWith('layouts/')),
  };
}
