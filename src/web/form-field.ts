import Handlebars from 'handlebars';

/** A choice of a select, a group of radios or of checkboxes. */
interface Choice {
  readonly value: string;
  readonly label: string;
  readonly help?: string;
  readonly disabled?: boolean;
}

/** What `{{field form name="…" label="…"}}` takes: `form` may be what parseForm gave back. */
interface FieldInput {
  readonly name: string;
  readonly label: string;
  /** text (default), email, url, number, date, password, textarea, select, checkbox, radios, checkboxes, file */
  readonly type?: string;
  readonly value?: unknown;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly errors?: Readonly<Record<string, string>>;
  readonly error?: string;
  readonly help?: string;
  readonly suffix?: string;
  readonly look?: string;
  readonly required?: boolean;
  /** Whether a field that only one button of its form needs is not called optional. */
  readonly unmarked?: boolean;
  /** Where several forms of a page have a field of this name. */
  readonly id?: string;
  readonly choices?: readonly Choice[];
  readonly checkedValue?: string;
  readonly [attribute: string]: unknown;
}

const OWN = new Set(
  'name label type value values errors error help suffix look required unmarked choices checkedValue rows content ok id'.split(
    ' ',
  ),
);

/** `inputs[0][mark]`, as forms name a nested field, is `inputs.0.mark` in errors. */
const pathOf = (name: string) => name.replaceAll(/\[([^[\]]*)\]/g, '.$1').replace(/\.$/, '');

function valueAt(values: unknown, path: string): unknown {
  let at: unknown = values;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** Any further parameter becomes an attribute: `maxlength=200 autocomplete="email" min=0`. */
function attributesOf(input: FieldInput): string {
  return Object.entries(input)
    .filter(([name, value]) => !OWN.has(name) && /^[a-z][a-z-]*$/.test(name) && isSimple(value))
    .map(([name, value]) =>
      value === true ? ` ${name}` : ` ${name}="${Handlebars.escapeExpression(String(value))}"`,
    )
    .join('');
}

function isSimple(value: unknown): value is string | number | true {
  return typeof value === 'string' || typeof value === 'number' || value === true;
}

const chosen = (value: unknown) =>
  (Array.isArray(value) ? (value as unknown[]) : [value])
    .filter((one) => one !== undefined && one !== null)
    .map(String);

function kindOf(type: string) {
  return {
    isCheckbox: type === 'checkbox',
    isTextarea: type === 'textarea',
    isSelect: type === 'select',
    isGroup: type === 'radios' || type === 'checkboxes',
    inputType: type === 'radios' ? 'radio' : 'checkbox',
  };
}

const showsOptional = ({ required, unmarked }: FieldInput): boolean =>
  required !== true && unmarked !== true;

/** The model of `views/partials/field.hbs`: what was typed before, the error beside it, the ids that tie them. */
export function prepareField(input: FieldInput): object {
  const { name, type = 'text' } = input;
  const path = pathOf(name);
  const id = `field-${input.id ?? path}`;
  const value = valueAt(input.values, path) ?? input.value;
  const error = input.error ?? input.errors?.[path];
  const checkedValue = input.checkedValue ?? 'yes';
  const selected = chosen(value);
  const described = [input.help && `${id}-help`, error && `${id}-error`].filter(Boolean);
  const isCheckbox = type === 'checkbox';
  return {
    ...input,
    type,
    id,
    error,
    // What was typed is never lost; a password and a file are the exceptions.
    value: type === 'password' || type === 'file' ? '' : value,
    ...kindOf(type),
    checkedValue,
    checked: isCheckbox && (selected.includes(checkedValue) || value === true),
    choices: input.choices?.map((one) => ({ ...one, checked: selected.includes(one.value) })),
    rows: input.rows ?? 4,
    describedBy: described.join(' '),
    showsOptional: showsOptional(input),
    attributes: attributesOf(input),
  };
}
