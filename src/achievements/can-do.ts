/** How a can-do statement begins, in the languages of the pages: `{}` is what the earner is able to do. */
const LEADS: Readonly<Record<string, string>> = {
  ar: 'يمكن لحامل هذه الشارة {}',
  de: 'Wer dieses Badge hat, kann {}',
  en: 'The earner can {}',
  es: 'Quien tiene esta insignia sabe {}',
  fr: 'Qui détient ce badge sait {}',
  pl: 'Osoba z tą odznaką potrafi {}',
};

/** What begins like this says already whose ability it is. */
const SENTENCES: Readonly<Record<string, RegExp>> = {
  ar: /^يمكن /u,
  de: /^(wer|die|der|das) .*\b(kann|können)\b/iu,
  en: /^((the|an?|each|every|all) )?(earners?|holders?|learners?|students?|participants?|persons?|people|recipients?|somebody|someone|anyone|anybody|they)\b/iu,
  es: /^(quien|el|la|los|las) .*\b(sabe|saben|puede|pueden)\b/iu,
  fr: /^(qui|le|la|les|l’|l')\s?.*\b(sait|savent|peut|peuvent)\b/iu,
  pl: /^(osob[ay]|posiadacz\p{L}*) /iu,
};

const END = /[.!?…؟]["”»)]?$/u;

/** "Design a network" goes on in the middle of a sentence; "SQL queries" and German nouns stay. */
const goOn = (text: string, language: string): string =>
  language !== 'de' && /^\p{Lu}\p{Ll}/u.test(text)
    ? `${text.slice(0, 1).toLocaleLowerCase(language)}${text.slice(1)}`
    : text;

/**
 * A description as a sentence of its own, for readers who do not see the form's label: "design a small network" becomes
 * "The earner can design a small network." What is a sentence already, and what is in a language that has no such
 * words here, stays as it was typed.
 * @param language a language tag (BCP 47); its primary subtag decides
 */
export function canDoSentence(description: string, language: string): string {
  const text = description.trim();
  const [primary = ''] = language.toLowerCase().split('-');
  const lead = LEADS[primary];
  if (lead === undefined || text === '' || SENTENCES[primary]?.test(text) === true) return text;
  const rest = goOn(text.replace(/^can\s+/iu, ''), primary).replace(/^(\.\.\.|…)\s*/u, '');
  const sentence = lead.replace('{}', () => rest);
  return END.test(sentence) ? sentence : `${sentence}.`;
}
