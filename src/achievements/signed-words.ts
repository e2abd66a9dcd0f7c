/** What stands in a badge around what its maker wrote. */
interface SignedWords {
  readonly assessment: string;
  /** `{}` is the number of hours, by its plural form (CLDR). */
  readonly effort: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
    readonly other: string;
  };
  readonly effortLabel: string;
  /** `{}` is the level. */
  readonly level: string;
  /** `{}` is the badge's name. */
  readonly picture: string;
}

const ENGLISH: SignedWords = {
  assessment: 'Assessment:',
  effortLabel: 'Effort:',
  effort: { one: 'about {} hour', other: 'about {} hours' },
  level: 'EQF level {}',
  picture: 'Badge: {}',
};

/**
 * A badge is read by people who do not read its holder's or its issuer's pages: what is signed into it is in its own
 * language. These are no messages of the catalogue, for they must not change with it.
 */
const WORDS: Readonly<Record<string, SignedWords>> = {
  en: ENGLISH,
  de: {
    assessment: 'Prüfung:',
    effortLabel: 'Aufwand:',
    effort: { one: 'etwa {} Stunde', other: 'etwa {} Stunden' },
    level: 'EQR-Niveau {}',
    picture: 'Badge: {}',
  },
  es: {
    assessment: 'Evaluación:',
    effortLabel: 'Dedicación:',
    effort: { one: 'alrededor de {} hora', other: 'alrededor de {} horas' },
    level: 'Nivel {} del MEC',
    picture: 'Insignia: {}',
  },
  fr: {
    assessment: 'Évaluation\u00a0:',
    effortLabel: 'Charge de travail\u00a0:',
    effort: { one: 'environ {} heure', other: 'environ {} heures' },
    level: 'Niveau {} du CEC',
    picture: 'Badge\u00a0: {}',
  },
  pl: {
    assessment: 'Forma oceny:',
    effortLabel: 'Nakład pracy:',
    effort: {
      one: 'około {} godziny',
      few: 'około {} godzin',
      many: 'około {} godzin',
      other: 'około {} godziny',
    },
    level: 'Poziom {} ERK',
    picture: 'Odznaka: {}',
  },
  ar: {
    assessment: 'التقييم:',
    effortLabel: 'الجهد:',
    effort: {
      zero: 'نحو {} ساعة',
      one: 'نحو ساعة واحدة',
      two: 'نحو ساعتين',
      few: 'نحو {} ساعات',
      many: 'نحو {} ساعة',
      other: 'نحو {} ساعة',
    },
    level: 'المستوى {} من الإطار الأوروبي للمؤهلات',
    picture: 'شارة: {}',
  },
};

/** What a badge in a language says itself, in Markdown where it stands among criteria. */
export interface Said {
  assessment(method: string): string;
  effort(hours: number): string;
  level(level: number): string;
  picture(name: string): string;
}

/** @param tag the badge's language (BCP 47); one that has no words here is said in English */
export function saidIn(tag: string): Said {
  const [primary = 'en'] = tag.toLowerCase().split('-');
  const language = primary in WORDS ? primary : 'en';
  const words = WORDS[language] ?? ENGLISH;
  const put = (text: string, value: string) => text.replace('{}', () => value);
  return {
    assessment: (method) => `**${words.assessment}** ${method}`,
    effort(hours) {
      const form = new Intl.PluralRules(language).select(hours);
      const number = new Intl.NumberFormat(language, { useGrouping: false }).format(hours);
      return `**${words.effortLabel}** ${put(words.effort[form] ?? words.effort.other, number)}`;
    },
    level: (level) => put(words.level, String(level)),
    picture: (name) => put(words.picture, name),
  };
}
