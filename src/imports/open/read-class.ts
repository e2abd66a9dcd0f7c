import { omitUndefined } from '../../base/index.js';
import type { AchievementFacts, AlignmentFacts, IssuerFacts } from './facts.js';
import {
  addressOf,
  isObject,
  languageOf,
  lineOf,
  listOf,
  rawText,
  textOf,
  type Json,
} from './texts.js';

const MOST_TAGS = 30;
const MOST_ALIGNMENTS = 50;
const MOST_IMAGE = 3_000_000;

/** Who issues: an object, an address, or a name (Open Badges 0.5). */
export function readIssuer(value: unknown): IssuerFacts {
  if (typeof value === 'string') {
    const id = addressOf(value) ?? (value.startsWith('did:') ? value.slice(0, 500) : undefined);
    return id === undefined ? omitUndefined({ name: lineOf(value, 200) }) : { id };
  }
  if (!isObject(value)) return {};
  const did = rawText(value['id']);
  const id = addressOf(value) ?? (did?.startsWith('did:') === true ? did.slice(0, 500) : undefined);
  return omitUndefined({
    id:
      id ??
      addressOf(value['openBadgeId']) ??
      addressOf(value['url']) ??
      addressOf(value['origin']),
    name: lineOf(value['name'], 200) ?? lineOf(value['org'], 200),
  });
}

/** `alignment` (OB 1 and 2), `alignments` (Moodle, Badgr, OB 3): the names of members differ. */
function readAlignment(value: unknown): AlignmentFacts[] {
  if (!isObject(value)) return [];
  const url = addressOf(value['targetUrl'] ?? value['target_url'] ?? value['url']);
  const name = lineOf(value['targetName'] ?? value['target_name'] ?? value['name'], 300);
  if (url === undefined || name === undefined) return [];
  return [
    omitUndefined({
      targetName: name,
      targetUrl: url,
      targetCode: lineOf(value['targetCode'] ?? value['target_code'], 200),
      targetDescription: textOf(
        value['targetDescription'] ?? value['target_description'] ?? value['description'],
        1_000,
      ),
      targetFramework: lineOf(value['targetFramework'] ?? value['target_framework'], 200),
    }),
  ];
}

/** A text, an address, or both. */
function readCriteria(value: Json): { criteria?: string; criteriaUrl?: string } {
  const criteria: unknown = listOf(value['criteria'])[0];
  const inside = isObject(criteria) ? criteria : {};
  const text = isObject(criteria) ? inside['narrative'] : addressOf(criteria) ? '' : criteria;
  return omitUndefined({
    criteria:
      textOf(text, 10_000) ??
      textOf(value['criteriaNarrative'], 10_000) ??
      textOf(value['criteria_html'], 10_000) ??
      textOf(value['criteriaText'], 10_000),
    criteriaUrl:
      addressOf(criteria) ?? addressOf(value['criteriaUrl']) ?? addressOf(value['criteria_url']),
  });
}

function readImage(value: unknown): { image?: string; imageAlt?: string } {
  const inside: unknown = listOf(value)[0];
  const image = isObject(inside) ? (inside['id'] ?? inside['@id'] ?? inside['url']) : inside;
  const isPicture =
    typeof image === 'string' &&
    (addressOf(image) !== undefined ||
      (image.length <= MOST_IMAGE && /^data:image\/(png|svg\+xml|jpeg);base64,/i.test(image)));
  return omitUndefined({
    image: isPicture ? image.trim() : undefined,
    imageAlt: isObject(inside) ? lineOf(inside['caption'], 300) : undefined,
  });
}

const tagsOf = (value: unknown): string[] => {
  const all = typeof value === 'string' ? value.split(',') : listOf(value);
  const tags = all.map((one) => lineOf(one, 60)).filter((one) => one !== undefined);
  return [...new Set(tags)].slice(0, MOST_TAGS);
};

/** An achievement's own identifier: an address, or `urn:uuid:…`. */
export function identifierOf(value: unknown): string | undefined {
  const text = rawText(value)?.trim();
  if (text === undefined || text.length > 2_000) return undefined;
  return addressOf(text) ?? (/^(urn|did):\S+$/i.test(text) ? text : undefined);
}

const LANGUAGE = ['inLanguage', '@language', 'language', 'primary_language'];

const idOf = (value: Json): string | undefined =>
  identifierOf(value['openBadgeId']) ??
  identifierOf(value['id'] ?? value['@id']) ??
  addressOf(value['url']);

/**
 * Reads what can be earned: a BadgeClass of Open Badges 1 and 2, an Achievement of 3.0, a badge of Badgr's, Credly's or Open Badge
 * Factory's programming interface.
 * @returns null where it has no name
 */
export function readClass(value: unknown, issuer?: unknown): AchievementFacts | null {
  if (!isObject(value)) return null;
  const name = lineOf(value['name'] ?? value['title'], 120);
  if (name === undefined) return null;
  const alignments = listOf(value['alignment'] ?? value['alignments']).flatMap(readAlignment);
  return omitUndefined({
    id: idOf(value),
    name,
    description: textOf(value['description'], 2_000),
    ...readCriteria(value),
    tags: tagsOf(value['tags'] ?? value['tag']),
    alignments: alignments.slice(0, MOST_ALIGNMENTS),
    language: languageOf(LANGUAGE.map((name) => value[name]).find(Boolean)),
    achievementType: lineOf(value['achievementType'], 60),
    ...readImage(value['image'] ?? value['image_url']),
    issuer: readIssuer(issuer ?? value['issuer'] ?? value['issuerOpenBadgeId'] ?? value['creator']),
  });
}
