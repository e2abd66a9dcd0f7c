/**
 * A rule of lint: no quantifier of which one part can be repeated differently often within another that repeats, like
 * `(a+)*` or `(<!--[^]{0,99}?-->)*`. Such a pattern may try every way to share out a text, which takes for ever on the
 * wrong one. What is meant is said by a loop, or by two patterns.
 */
import { RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';

const parser = new RegExpParser();

const isVariable = ({ min, max }) => max > 1 && min !== max;

/** The first quantifier within another that repeats; null where there is none or the pattern cannot be read. */
export function findNestedQuantifier(source, flags = '') {
  let tree;
  try {
    tree = parser.parsePattern(source, 0, source.length, {
      unicode: flags.includes('u'),
      unicodeSets: flags.includes('v'),
    });
  } catch {
    return null;
  }
  const open = [];
  let found = null;
  visitRegExpAST(tree, {
    onQuantifierEnter(node) {
      if (isVariable(node) && open.some(({ max }) => max > 1)) found ??= node.raw;
      open.push(node);
    },
    onQuantifierLeave: () => void open.pop(),
  });
  return found;
}

const isRegExp = ({ type, name }) => type === 'Identifier' && name === 'RegExp';

/** @type {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'Disallow quantifiers within quantifiers in regular expressions' },
    messages: { nested: '"{{quantifier}}" is repeated within another repetition.' },
    schema: [],
  },
  create(context) {
    const check = (node, source, flags) => {
      const quantifier = findNestedQuantifier(source, flags);
      if (quantifier !== null) context.report({ node, messageId: 'nested', data: { quantifier } });
    };
    const checkCall = (node) => {
      const [source, flags] = node.arguments;
      if (isRegExp(node.callee) && typeof source?.value === 'string')
        check(node, source.value, String(flags?.value ?? ''));
    };
    return {
      Literal(node) {
        if (node.regex) check(node, node.regex.pattern, node.regex.flags);
      },
      NewExpression: checkCall,
      CallExpression: checkCall,
    };
  },
};
