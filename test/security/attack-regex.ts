import { RegExpParser, visitRegExpAST, type AST } from '@eslint-community/regexpp';
import type { FoundRegex } from './find-regexes.js';

const LENGTH = 100_000;
/** What ends a text so that most patterns do not match it after all. */
const ENDS = ['', '\n\u0000!'];
/** Texts that have hung readers before. */
const KNOWN = ['<!---->', '<!-- -', '<', '[', '=', '/', ' ', '\n', 'a', '0', '.', '-', '"', '%'];

const PROBES = [...'aA0_-. <>"\'/:;,=%#?&@!\n\t\u0000\u00e9{}[]()|+*~^$`\\'];

function sampleOfSet(node: AST.CharacterSet | AST.CharacterClass | AST.ExpressionCharacterClass) {
  const flags = node.raw.includes('\\p') || node.type === 'ExpressionCharacterClass' ? 'v' : '';
  try {
    const regex = new RegExp(`^${node.raw}$`, flags === 'v' ? 'u' : 's');
    return PROBES.find((one) => regex.test(one)) ?? '';
  } catch {
    return 'a';
  }
}

/** A text that an element matches, of the fewest repetitions; `choice` picks among alternatives. */
function sampleOf(node: AST.Element | AST.Alternative, choice: number): string {
  const ofAll = (alternatives: readonly AST.Alternative[]): string =>
    sampleOf(alternatives[choice % alternatives.length]!, choice);
  switch (node.type) {
    case 'Alternative':
      return node.elements.map((one) => sampleOf(one, choice)).join('');
    case 'Group':
    case 'CapturingGroup':
      return ofAll(node.alternatives);
    case 'Quantifier':
      return sampleOf(node.element, choice).repeat(Math.max(node.min, Math.min(1, node.max)));
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterSet':
    case 'CharacterClass':
    case 'ExpressionCharacterClass':
      return sampleOfSet(node);
    default:
      return '';
  }
}

/** What a pattern begins with before a node is reached. */
function prefixOf(node: AST.Node, choice: number): string {
  const { parent } = node;
  if (parent === null || parent === undefined) return '';
  const before =
    parent.type === 'Alternative'
      ? parent.elements.slice(0, parent.elements.indexOf(node as AST.Element))
      : [];
  return prefixOf(parent, choice) + before.map((one) => sampleOf(one, choice)).join('');
}

const isRepeated = ({ max }: AST.Quantifier): boolean => max > 50;
const fillUp = (piece: string): string =>
  piece === '' ? '' : piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH);

/** Texts of 100 KB made to hold up one pattern: each of its repetitions pumped, and its beginning over and over. */
export function attacksOn({ source, flags }: FoundRegex): string[] {
  const tree = new RegExpParser().parsePattern(source, 0, source.length, {
    unicode: flags.includes('u'),
    unicodeSets: flags.includes('v'),
  });
  const attacks = new Set<string>();
  const add = (prefix: string, piece: string): void => {
    for (const end of ENDS) attacks.add(prefix + fillUp(piece) + end);
  };
  const pump = (node: AST.Quantifier, choice: number): void => {
    const piece = sampleOf(node.element, choice);
    const prefix = prefixOf(node, choice);
    add(prefix, piece);
    // The beginning again and again, with the repetition and what follows left open.
    add('', prefix + piece);
    add('', piece + prefix);
  };
  visitRegExpAST(tree, {
    onQuantifierEnter(node) {
      if (isRepeated(node)) for (const choice of [0, 1, 2]) pump(node, choice);
    },
  });
  for (const piece of KNOWN) attacks.add(`${fillUp(piece)}\u0000`);
  return [...attacks];
}
