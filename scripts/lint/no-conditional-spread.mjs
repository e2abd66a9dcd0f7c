/**
 * An object literal lists its properties: neither `...{ a }` nor `...(x ? { a } : {})` nor `...(x && { a })`.
 * What may be absent is written `a: x` within `omitUndefined`.
 */
const isLiteral = (node) => node.type === 'ObjectExpression';

const hidesProperties = (node) =>
  isLiteral(node) ||
  (node.type === 'ConditionalExpression' &&
    (isLiteral(node.consequent) || isLiteral(node.alternate))) ||
  (node.type === 'LogicalExpression' && node.operator === '&&' && isLiteral(node.right));

export default {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { spread: 'List the properties; what may be absent goes through omitUndefined.' },
  },
  create: (context) => ({
    'ObjectExpression > SpreadElement'(node) {
      if (hidesProperties(node.argument)) context.report({ node, messageId: 'spread' });
    },
  }),
};
