/**
 * A query of mongoose is sent each time that somebody awaits it, and throws the second time: one that leaves a function as it is
 * breaks whoever shares what the function gives. It ends with `.exec()`, or is awaited where it stands.
 */
const BUILDS = new Set([
  'lean',
  'select',
  'sort',
  'limit',
  'skip',
  'hint',
  'batchSize',
  'countDocuments',
  'distinct',
]);

/** Whether an expression is a call of one of a query's own methods, the last of its chain. */
const isQuery = (node) =>
  node?.type === 'CallExpression' &&
  node.callee.type === 'MemberExpression' &&
  BUILDS.has(node.callee.property.name) &&
  beginsWithModel(node.callee.object);

function beginsWithModel(node) {
  let at = node;
  while (at.type === 'CallExpression' || at.type === 'MemberExpression')
    at = at.type === 'CallExpression' ? at.callee : at.object;
  return at.type === 'Identifier' && /model$/i.test(at.name);
}

export default {
  meta: {
    type: 'problem',
    fixable: 'code',
    schema: [],
    messages: { lazy: 'This gives away a query that was not sent: end it with .exec().' },
  },
  create(context) {
    const functions = [];
    const report = (node) =>
      context.report({
        node,
        messageId: 'lazy',
        fix: (fixer) => fixer.insertTextAfter(node, '.exec()'),
      });
    const enter = (node) => functions.push(node);
    const leave = () => functions.pop();
    return {
      FunctionDeclaration: enter,
      'FunctionDeclaration:exit': leave,
      FunctionExpression: enter,
      'FunctionExpression:exit': leave,
      ArrowFunctionExpression(node) {
        enter(node);
        if (!node.async && isQuery(node.body)) report(node.body);
      },
      'ArrowFunctionExpression:exit': leave,
      ReturnStatement(node) {
        const within = functions.at(-1);
        if (within && !within.async && isQuery(node.argument)) report(node.argument);
      },
    };
  },
};
