import { omitUndefined } from '../../base/index.js';
import type { AchievementFacts } from './facts.js';
import { addressOf, languageOf, lineOf, textOf } from './texts.js';
import { childrenOf, childText, readXml, type XmlElement } from './xml.js';

/** How a course backup of Moodle writes that there is no value. */
const NULL = '$@NULL@$';
const MOST_TAGS = 30;
const MOST_BADGES = 2_000;
const SECONDS_A_MONTH = 2_629_746;

const valueOf = (element: XmlElement, name: string): string | undefined => {
  const text = childText(element, name)?.trim();
  return text === undefined || text === '' || text === NULL ? undefined : text;
};

/** The elements of a list: `<tags><tag>…</tag></tags>`. */
const itemsOf = (element: XmlElement, list: string, item: string): readonly XmlElement[] =>
  childrenOf(element, list).flatMap((each) => childrenOf(each, item));

/** What a teacher wrote to the criteria; what activities they name means nothing outside of that course. */
function criteriaOf(badge: XmlElement): string | undefined {
  const told = itemsOf(badge, 'criteria', 'criterion')
    .map((criterion) => textOf(valueOf(criterion, 'description'), 2_000))
    .filter((text) => text !== undefined);
  return told.length === 0 ? undefined : textOf(told.join('\n\n'), 10_000);
}

function monthsOf(badge: XmlElement): number | undefined {
  const months = Math.round(Number(valueOf(badge, 'expireperiod') ?? 0) / SECONDS_A_MONTH);
  return months >= 1 && months <= 600 ? months : undefined;
}

function readBadge(badge: XmlElement): AchievementFacts[] {
  const name = lineOf(valueOf(badge, 'name'), 120);
  if (name === undefined) return [];
  const issuerUrl = addressOf(valueOf(badge, 'issuerurl'));
  const id = badge.attributes['id'];
  const tags = itemsOf(badge, 'tags', 'tag')
    .map((tag) => lineOf(valueOf(tag, 'rawname') ?? valueOf(tag, 'name'), 60))
    .filter((tag) => tag !== undefined);
  const alignments = itemsOf(badge, 'alignments', 'alignment').flatMap((one) => {
    const targetName = lineOf(valueOf(one, 'targetname'), 300);
    const targetUrl = addressOf(valueOf(one, 'targeturl'));
    if (targetName === undefined || targetUrl === undefined) return [];
    return [
      omitUndefined({
        targetName,
        targetUrl,
        targetCode: lineOf(valueOf(one, 'targetcode'), 200),
        targetDescription: textOf(valueOf(one, 'targetdescription'), 1_000),
        targetFramework: lineOf(valueOf(one, 'targetframework'), 200),
      }),
    ];
  });
  return [
    omitUndefined({
      // A badge's number means something together with its Moodle alone.
      id: id === undefined || issuerUrl === undefined ? undefined : `${issuerUrl}#badge-${id}`,
      name,
      description: textOf(valueOf(badge, 'description'), 2_000),
      criteria: criteriaOf(badge),
      tags: tags.slice(0, MOST_TAGS),
      alignments: alignments.slice(0, 50),
      language: languageOf(valueOf(badge, 'language')),
      imageAlt: lineOf(valueOf(badge, 'imagecaption'), 300),
      months: monthsOf(badge),
      issuer: omitUndefined({ id: issuerUrl, name: lineOf(valueOf(badge, 'issuername'), 200) }),
    }),
  ];
}

/**
 * Reads the badges of a course backup of Moodle (`badges.xml`, as 4.5 writes it).
 * @throws SyntaxError for what is no such file
 */
export function readMoodleBackup(source: string): readonly AchievementFacts[] {
  const root = readXml(source);
  if (root.name !== 'badges') throw new SyntaxError('no badges.xml');
  return childrenOf(root, 'badge').slice(0, MOST_BADGES).flatMap(readBadge);
}
