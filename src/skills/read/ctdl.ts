import { omitUndefined } from '../../base/index.js';
import { breakCircles } from './break-circles.js';
import { altOf, codeOf, descriptionOf, languageOf, lineOf, urlOf } from './clean.js';
import type { Collect } from './collect.js';
import { Unreadable, type FrameworkHead } from './read-skill.js';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

const MOST_LANGUAGES = 30;
const CTID = /^ce-[0-9a-f-]{36}$/i;

/** @returns the nodes of a graph in CTDL or CTDL-ASN (JSON-LD, as the Credential Registry has it); null where it is none */
export function ctdlNodesOf(document: unknown): readonly Node[] | null {
  if (!isNode(document)) return null;
  const nodes = listOf(document['@graph'] ?? document).filter(isNode);
  const isTheirs = nodes.some((node) =>
    typesOf(node).some((type) => /^(ceasn|ceterms):/.test(type)),
  );
  return isTheirs ? nodes : null;
}

const typesOf = (node: Node): string[] =>
  listOf(node['@type']).filter((type): type is string => typeof type === 'string');

const isFramework = (node: Node): boolean => typesOf(node).includes('ceasn:CompetencyFramework');

/** A text by its languages: a map of them, or plain. */
function textsOf(value: unknown, language: string): ReadonlyMap<string, readonly unknown[]> {
  if (!isNode(value)) {
    const plain = listOf(value);
    return new Map(plain.length === 0 ? [] : [[language, plain]]);
  }
  const found = Object.entries(value)
    .slice(0, MOST_LANGUAGES)
    .map(([tag, text]) => [languageOf(tag) ?? language, listOf(text)] as const);
  // Of two regions of one language the first is taken.
  return new Map(found.toReversed());
}

const refOf = (value: unknown): string | undefined => {
  const [first] = listOf(value);
  return urlOf(isNode(first) ? first['@id'] : first);
};

/** How OB 3.0 calls a node (B.1.20); null for what is no skill and no credential, such as an organization. */
function targetTypeOf(node: Node): string | null {
  const types = typesOf(node);
  if (types.includes('ceasn:Competency')) return 'ceasn:Competency';
  if (types.some((type) => CREDENTIALS.test(type))) return 'ceterms:Credential';
  return types.some((type) => OTHERS.test(type)) ? 'CTDL' : null;
}

/** Subclasses of ceterms:Credential. */
const CREDENTIALS =
  /^ceterms:(?:\w*(?:Badge|Certificate|Certification|Degree|Diploma|Doctorate|License|MicroCredential)\w*|Credential|CertificateOfCompletion|GeneralEducationDevelopment)$/;
/** What else of a graph a badge can stand for. */
const OTHERS =
  /^ceterms:(?:Course|LearningProgram|LearningOpportunityProfile|Occupation|Job|WorkRole|Task)$/;

const TEXTS = {
  competency: { name: 'ceasn:competencyLabel', text: 'ceasn:competencyText' },
  other: { name: 'ceterms:name', text: 'ceterms:description' },
} as const;

/** Where a node is, as badges name it: a credential by its CTID (profile ob3-ctdl-alignment-v1), a competency by its own address. */
function addressOf(node: Node, ctid: string | undefined, targetType: string): string | undefined {
  const byCtid = ctid && `https://credentialfinder.org/resources/${ctid}`;
  const own = urlOf(node['@id']);
  return targetType === 'ceasn:Competency' ? (own ?? byCtid) : (byCtid ?? own);
}

function headOf(nodes: readonly Node[], language: string): FrameworkHead {
  const framework = nodes.find(isFramework);
  const [first] = nodes;
  const id = lineOf((framework ?? first)?.['ceterms:ctid'] ?? (framework ?? first)?.['@id'], 200);
  if (id === '') throw new Unreadable('unknown_format');
  const names =
    framework && textsOf(framework['ceasn:name'] ?? framework['ceterms:name'], language);
  const name = names && lineOf((names.get(language) ?? [...names.values()][0])?.[0], 200);
  return omitUndefined({
    kind: 'CTDL' as const,
    identity: `ctdl:${id}`,
    name: name || 'Credential Transparency Description Language',
    url: framework && urlOf(framework['@id']),
  });
}

function relationsOf(nodes: readonly Node[], collect: Collect): ReadonlyMap<string, string> {
  const broader = new Map<string, string>();
  const places = new Map<string, number>();
  nodes.forEach((node, at) => {
    const [from, to] = [urlOf(node['@id']), refOf(node['ceasn:isChildOf'])];
    if (from === undefined || to === undefined) return;
    broader.set(from, to);
    places.set(from, at + 1);
  });
  for (const url of breakCircles(broader)) collect.odd(places.get(url) ?? 0, 'circle');
  return broader;
}

/** What of a graph its nodes are read with. */
interface Reading {
  readonly head: FrameworkHead;
  readonly language: string;
  readonly broader: ReadonlyMap<string, string>;
  readonly collect: Collect;
}

/** @returns what a node says in each language, with the text as its name where it has no label */
function saidBy(node: Node, targetType: string, language: string) {
  const { name, text } = TEXTS[targetType === 'ceasn:Competency' ? 'competency' : 'other'];
  const [names, texts] = [textsOf(node[name], language), textsOf(node[text], language)];
  const keywords = textsOf(node['ceasn:conceptKeyword'] ?? node['ceterms:keyword'], language);
  return [...new Set([...names.keys(), ...texts.keys()])].flatMap((one) => {
    const label = lineOf(names.get(one)?.[0]);
    const [sentence] = texts.get(one) ?? [];
    const said = label === '' ? lineOf(sentence) : label;
    const description = label === '' ? undefined : descriptionOf(sentence);
    return said === ''
      ? []
      : [{ language: one, name: said, description, alt: altOf(keywords.get(one) ?? []) }];
  });
}

async function readNode({ head, language, broader, collect }: Reading, node: Node, line: number) {
  const targetType = isFramework(node) ? null : targetTypeOf(node);
  if (targetType === null) return;
  const told = lineOf(node['ceterms:ctid'], 60);
  const ctid = CTID.test(told) ? told.toLowerCase() : undefined;
  const url = addressOf(node, ctid, targetType);
  const said = saidBy(node, targetType, language);
  if (url === undefined) return collect.odd(line, 'no_address');
  if (said.length === 0) return collect.odd(line, 'no_name');
  const code = codeOf(listOf(node['ceasn:codedNotation'])[0]) ?? ctid;
  const above = broader.get(urlOf(node['@id']) ?? '');
  for (const one of said)
    await collect.skill(head, omitUndefined({ ...one, url, code, broader: above, targetType }));
}

/** Reads a graph in CTDL-ASN (competencies) or CTDL (credentials), in every language that it has. */
export async function readCtdl(
  nodes: readonly Node[],
  language: string,
  collect: Collect,
): Promise<void> {
  const reading = {
    head: headOf(nodes, language),
    language,
    broader: relationsOf(nodes, collect),
    collect,
  };
  for (const [at, node] of nodes.entries()) await readNode(reading, node, at + 1);
}
