import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A regular expression as it stands in the source. */
export interface FoundRegex {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

const SOURCE = /\.(ts|js|mjs)$/;
const isOurs = (name: string): boolean =>
  SOURCE.test(name) &&
  !/\.(test|bundle|d)\.(ts|js)$/.test(name) &&
  !name.includes('/node_modules/');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;

function readLiteral(text: string): Pick<FoundRegex, 'source' | 'flags'> {
  const end = text.lastIndexOf('/');
  return { source: text.slice(1, end), flags: text.slice(end + 1) };
}

/** A literal, what RegExp is given as text, and what a schema has as `pattern`. */
function readNode(node: ts.Node): Pick<FoundRegex, 'source' | 'flags'> | null {
  if (ts.isRegularExpressionLiteral(node)) return readLiteral(node.text);
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.arguments) {
    const source = node.expression.getText() === 'RegExp' ? textOf(node.arguments[0]) : undefined;
    if (source !== undefined) return { source, flags: textOf(node.arguments[1]) ?? '' };
  }
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'pattern') {
    const source = textOf(node.initializer);
    if (source !== undefined) return { source, flags: 'u' };
  }
  return null;
}

function inScript(file: string): FoundRegex[] {
  const found: FoundRegex[] = [];
  const tree = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    file.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS,
  );
  const visit = (node: ts.Node): void => {
    const regex = readNode(node);
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
    if (regex !== null) found.push({ place: `${file}:${line + 1}`, ...regex });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** The `pattern` of a field in a page, which the browser holds against the whole of what is typed. */
function inView(file: string): FoundRegex[] {
  const patterns = readFileSync(file, 'utf8').matchAll(/\spattern="((?:[^"{]|\{\d[\d,]*\})+)"/g);
  return [...patterns].map(([, source = '']) => ({
    place: file,
    source: `^(?:${source})$`,
    flags: 'v',
  }));
}

/** Every regular expression of the product, each once. */
export function findRegexes(): FoundRegex[] {
  const scripts = ['src', 'public'].flatMap(filesBelow).filter(isOurs).flatMap(inScript);
  const views = filesBelow('views').flatMap(inView);
  const byText = new Map<string, FoundRegex>();
  for (const one of [...scripts, ...views]) byText.set(`/${one.source}/${one.flags}`, one);
  return [...byText.values()];
}
