import { readFile as readBytes } from 'node:fs/promises';
import { zipSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readFile, type ReadOutcome } from './read-file.js';
import type { ReadPart, ReadSkill } from './read-skill.js';

interface Read extends ReadOutcome {
  readonly parts: readonly ReadPart[];
  readonly all: readonly ReadSkill[];
}

async function read(content: string | Uint8Array, name = 'skills_en.csv'): Promise<Read> {
  const parts: ReadPart[] = [];
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const outcome = await readFile({ name, bytes, language: 'en' }, (part) => {
    parts.push(part);
    return Promise.resolve();
  });
  return { ...outcome, parts, all: parts.flatMap(({ skills }) => skills) };
}

const sample = async (name: string) =>
  read(await readBytes(new URL(`../../../config/skills/${name}`, import.meta.url)), name);

const HEAD =
  'conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description';
const row = (id: string, label: string, alt = '') =>
  `KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/${id},knowledge,cross-sector,${label},${alt},,released,,,,,About it.`;

describe('the samples that ship', () => {
  it('ESCO: skills in two languages, with other names, and a type of its own', async () => {
    const { all, oddCount, isWhole, parts } = await sample('skills_en.csv');
    expect(all).toHaveLength(6);
    expect({ oddCount, isWhole }).toEqual({ oddCount: 0, isWhole: true });
    expect(parts[0]?.head).toMatchObject({ kind: 'ESCO', identity: 'esco' });
    expect(all[0]).toEqual({
      url: 'http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14d',
      language: 'en',
      name: 'Python (computer programming)',
      description: 'Writing programs in the language Python.',
      alt: ['Python programming', 'Python language'],
      targetType: 'ext:esco.Skill',
    });
    expect((await sample('skills_fr.csv')).all.map(({ language }) => language)).toEqual([
      'fr',
      'fr',
      'fr',
    ]);
  });

  it('O*NET: elements by their numbers, each within the one above', async () => {
    const { all, parts } = await sample('Content Model Reference.txt');
    expect(parts[0]?.head.identity).toBe('onet');
    expect(all.find(({ code }) => code === '2.A.1.e')).toMatchObject({
      name: 'Mathematics',
      url: 'https://www.onetonline.org/find/descriptor/result/2.A.1.e',
      broader: 'https://www.onetonline.org/find/descriptor/result/2.A.1',
      targetType: 'ext:onet.Element',
    });
  });

  it('CASE: items with codes and parents; rubrics, criteria and levels by their own types', async () => {
    const { all, parts } = await sample('data-literacy.case.json');
    expect(parts[0]?.head).toMatchObject({ kind: 'CASE', name: 'Data Literacy for Everybody' });
    const table = all.find(({ code }) => code === 'DL.1.1');
    expect(table).toMatchObject({ name: 'Read a table', targetType: 'CFItem' });
    expect(table?.broader).toBe(all.find(({ code }) => code === 'DL.1')?.url);
    const count = (type: string) => all.filter(({ targetType }) => targetType === type).length;
    expect(
      ['CFItem', 'CFRubric', 'CFRubricCriterion', 'CFRubricCriterionLevel'].map(count),
    ).toEqual([8, 1, 1, 3]);
  });

  it('CTDL: competencies in each language, a credential by its CTID', async () => {
    const { all } = await sample('working-together.ctdl.json');
    const of = (language: string) =>
      all.filter((one) => one.language === language).map(({ name }) => name);
    expect(of('en')).toEqual([
      'Teamwork',
      'Share tasks',
      'Give feedback',
      'Presenting',
      'Team Player',
    ]);
    expect(of('es')[1]).toBe('Repartir tareas');
    expect(all.at(-1)).toMatchObject({ targetType: 'ceterms:Credential' });
    expect(all.at(-1)?.url).toMatch(/^https:\/\/credentialfinder\.org\/resources\/ce-/);
    expect(all[0]).toMatchObject({ targetType: 'ceasn:Competency', code: 'WT1' });
  });
});

describe('tables as they come', () => {
  it('reads a ZIP of ESCO: skills, groups and what is broader; what is not about skills stays packed', async () => {
    const zip = zipSync({
      'v1.2/broaderRelationsSkillPillar_en.csv': strToU8(
        'conceptType,conceptUri,broaderType,broaderUri\nK,http://x.eu/s1,SkillGroup,http://x.eu/g1\n',
      ),
      'v1.2/skills_en.csv': strToU8(`${HEAD}\n${row('s1', 'statistics')}\n`),
      'v1.2/skillGroups_en.csv': strToU8(
        'conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,description,code\nSkillGroup,http://data.europa.eu/esco/skill/S2,information skills,,,released,,,,Working with information.,S2\n',
      ),
      'v1.2/occupations_en.csv': strToU8('not, even\n"csv'),
    });
    const { all, parts, problem, isWhole } = await read(zip, 'ESCO.zip');
    expect(problem).toBeUndefined();
    expect(isWhole).toBe(true);
    expect(all.find(({ code }) => code === 'S2')?.targetType).toBe('ext:esco.SkillGroup');
    expect(parts.flatMap(({ relations }) => relations)).toEqual([
      ['http://x.eu/s1', 'http://x.eu/g1'],
    ]);
  });

  it('reads O*NET’s tables of occupations, each element once, and technologies', async () => {
    const skills = await read(
      'O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n11-1011.00\t2.A.1.a\tReading Comprehension\tIM\t4.12\n11-1011.00\t2.A.1.a\tReading Comprehension\tLV\t4.75\n11-1011.00\t1.B.1.a\tRealistic\tIM\t1\n',
      'Skills.txt',
    );
    expect(skills.all.map(({ code }) => code)).toEqual(['2.A.1.a']);
    const tools = await read(
      'O*NET-SOC Code,Example,Commodity Code,Commodity Title,Hot Technology\n11-1011.00,R & D,43232100,Analytical software,N\n',
      'Technology Skills.csv',
    );
    expect(tools.all[0]?.url).toBe('https://www.onetonline.org/search/tech/example?e=R%20%26%20D');
  });

  it('takes a collection for a part of its framework, and occupations for what they are', async () => {
    const collection = await read(
      `conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description,broaderConceptUri,broaderConceptPT\nK,http://x.eu/a,Haskell,released,knowledge,sector-specific,,A language.,http://x.eu/g | http://x.eu/h,\n`,
      'digitalSkillsCollection_en.csv',
    );
    expect(collection.isWhole).toBe(false);
    const occupations = await read(
      'conceptType,conceptUri,iscoGroup,preferredLabel\nOccupation,http://x.eu/o,2512,baker\n',
      'occupations_en.csv',
    );
    expect(occupations.problem).toBe('occupations');
  });
});

describe('what is odd costs its own row', () => {
  it('names the line of a quote that is not closed, and reads on behind it', async () => {
    const { all, odd } = await read(
      [
        HEAD,
        row('1', 'one'),
        row('2', '"two'),
        row('3', 'three'),
        row('4', '"f"our'),
        row('5', 'five'),
      ].join('\n'),
    );
    expect(all.map(({ name }) => name)).toEqual(['one', 'three', 'five']);
    expect(odd).toEqual([
      { file: '', line: 3, code: 'quote' },
      { file: '', line: 5, code: 'quote' },
    ]);
  });

  it('counts lines within quoted cells', async () => {
    const { odd, all } = await read(
      [HEAD, row('1', 'one', '"a\nb\nc"'), row('2', '')].join('\r\n'),
    );
    expect(all[0]?.alt).toEqual(['a', 'b', 'c']);
    expect(odd).toEqual([{ file: '', line: 5, code: 'no_name' }]);
  });

  it('leaves out addresses that are none, and rows that are too wide or too long', async () => {
    const bad = (url: string) => `K,${url},knowledge,x,name,,,released,,,,,`;
    const { odd, all } = await read(
      [
        HEAD,
        bad('javascript:alert(1)'),
        bad('https://user:pw@x.eu/'),
        `${row('1', 'one')},more`,
        row('2', 'x'.repeat(70_000)),
        row('3', 'three'),
      ].join('\n'),
    );
    expect(odd.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '2 no_address',
      '3 no_address',
      '4 columns',
      '5 too_long',
    ]);
    expect(all.map(({ name }) => name)).toEqual(['three']);
  });

  it('keeps formulas as the text that they are, and drops what turns text around or cannot be seen', async () => {
    const { all } = await read(
      [HEAD, row('1', '"=HYPERLINK(""http://evil/"")"'), row('2', 'a\u202Eb\u0007c\u200B')].join(
        '\n',
      ),
    );
    expect(all.map(({ name }) => name)).toEqual(['=HYPERLINK("http://evil/")', 'a b c']);
  });

  it('takes out what would make a skill a part of itself', async () => {
    const { parts, odd } = await read(
      'conceptUri,broaderUri\nhttp://x.eu/a,http://x.eu/b\nhttp://x.eu/b,http://x.eu/c\nhttp://x.eu/c,http://x.eu/a\nhttp://x.eu/d,http://x.eu/d\n',
      'broaderRelationsSkillPillar_en.csv',
    );
    expect(odd.map(({ code }) => code)).toEqual(['circle', 'circle']);
    expect(parts.flatMap(({ relations }) => relations)).toHaveLength(2);
  });
});

describe('files that nothing can be read of', () => {
  it.each([
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00]), 'not_text'],
    ['another table', 'a,b\n1,2\n', 'unknown_format'],
    ['another document', '{"hello": 1}', 'unknown_format'],
    ['broken JSON', '{"CFDocument": ', 'not_json'],
    ['JSON that is nested a million times', '['.repeat(1_000_000), 'not_json'],
    ['a framework without skills', '{"CFDocument":{"identifier":"x","title":"t"}}', 'no_skills'],
    ['half a ZIP', zipSync({ 'skills_en.csv': strToU8(HEAD) }).subarray(0, 60), 'broken_zip'],
    ['nothing', '', 'unknown_format'],
  ])('%s', async (_what, content, problem) => {
    expect((await read(content, 'file')).problem).toBe(problem);
  });

  it('gives up on a table that is odd throughout, in time that its length explains', async () => {
    const begun = performance.now();
    const { problem, oddCount } = await read(`${HEAD}\n${'K,x,"\n'.repeat(100_000)}`);
    expect({ problem, oddCount }).toEqual({ problem: 'too_many_odd', oddCount: 1_001 });
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it('does not unpack what says that it is huge', async () => {
    const zip = zipSync({ 'skills_en.csv': new Uint8Array(70_000_000) });
    expect((await read(zip, 'esco.zip')).problem).toBe('zip_too_much');
  });

  it('ends at more skills than there may be', async () => {
    const items = Array.from(
      { length: 200_002 },
      (_, n) => `{"uri":"https://x.eu/${n}","fullStatement":"s"}`,
    );
    const { problem } = await read(`{"CFDocument":{"identifier":"x"},"CFItems":[${items.join()}]}`);
    expect(problem).toBe('too_many');
  });
});
