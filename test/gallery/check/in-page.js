// What is looked at inside a page of the gallery; axe.min.js is loaded before it. Each function gives `[{rule, selector}]`.

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** WCAG 2.2, 1.4.12. */
const SPACING =
  '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}';

function selectorOf(element) {
  if (element.id !== '') return `#${element.id}`;
  const name = element.localName + (element.classList[0] ? `.${element.classList[0]}` : '');
  const parent = element.parentElement;
  return parent === null || parent === document.body ? name : `${selectorOf(parent)} > ${name}`;
}

const found = (rule, elements) =>
  [...elements].map((element) => ({ rule, selector: selectorOf(element) }));

async function runAxe(options) {
  const { violations } = await window.axe.run(document, {
    resultTypes: ['violations'],
    ...options,
  });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => ({ rule: id, selector: target.join(' ') })),
  );
}

const isShown = (element) => element.checkVisibility?.() ?? true;

/** Two elements of one id: labels and links reach the first alone. */
function sameIds() {
  const seen = new Set();
  const again = [...document.querySelectorAll('[id]')].filter(
    ({ id }) => seen.has(id) || !seen.add(id),
  );
  return found('duplicate-id', again);
}

const nameOf = (field) =>
  field.getAttribute('aria-label') ??
  (field.getAttribute('aria-labelledby') ?? '')
    .split(' ')
    .map((id) => document.getElementById(id)?.textContent ?? '')
    .join(' ')
    .trim()
    .concat([...(field.labels ?? [])].map((label) => label.textContent.trim()).join(' '));

/** Two fields of one name in one group of a form: who hears them cannot tell them apart. */
function sameNames() {
  const seen = new Map();
  const fields = document.querySelectorAll(
    'select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])',
  );
  const again = [...fields].filter(isShown).filter((field) => {
    const place = field.closest('fieldset, [role=group], tr, form') ?? document.body;
    const key = nameOf(field);
    const names = seen.get(place) ?? new Set();
    seen.set(place, names);
    return names.has(key) || !names.add(key);
  });
  return found('same-field-name', again);
}

function isUnseen(element) {
  const { position, clipPath } = window.getComputedStyle(element);
  return position === 'absolute' && clipPath !== 'none';
}

const insideScroller = (element) => {
  for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement)
    if (/auto|scroll/.test(window.getComputedStyle(at).overflowX)) return true;
  return false;
};

/** The page's content reaches beyond its window (WCAG 2.2, 1.4.10): the innermost elements that do. */
function tooWide(rule) {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const beyond = [...document.body.querySelectorAll('*')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && (right > clientWidth + 1 || left < -1) && !insideScroller(element);
  });
  const innermost = beyond.filter(
    (one) => !beyond.some((other) => other !== one && one.contains(other)),
  );
  return found(rule, innermost.length > 0 ? innermost.slice(0, 3) : [document.documentElement]);
}

/** Text that its box cuts off. */
function cutOff(rule) {
  const cut = [...document.body.querySelectorAll('*')].filter((element) => {
    if (element.clientWidth < 2 || element.textContent.trim() === '') return false;
    if (isUnseen(element) || element.closest('svg, select, textarea')) return false;
    const { overflowX, overflowY } = window.getComputedStyle(element);
    const hides = (way) => way === 'hidden' || way === 'clip';
    return (
      (hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
      (hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
    );
  });
  return found(rule, cut);
}

window.laurelChecks = {
  structure: async () => [
    ...(await runAxe({
      runOnly: { type: 'tag', values: TAGS },
      rules: { 'color-contrast': { enabled: false }, 'target-size': { enabled: true } },
    })),
    ...sameIds(),
    ...sameNames(),
  ],
  contrast: () => runAxe({ runOnly: ['color-contrast'] }),
  layout() {
    const before = [...tooWide('reflow'), ...cutOff('cut-off')];
    const style = document.createElement('style');
    style.textContent = SPACING;
    document.head.append(style);
    const after = [...tooWide('text-spacing'), ...cutOff('text-spacing')];
    style.remove();
    return before.length > 0 ? before : after;
  },
};
