export function findNestedQuantifier(source: string, flags?: string): string | null;
declare const rule: import('eslint').Rule.RuleModule;
export default rule;
