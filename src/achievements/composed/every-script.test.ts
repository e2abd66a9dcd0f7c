import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { drawBelow } from './draw-below.js';
import { drawComposed } from './draw-composed.js';
import { FAMILIES } from './families/index.js';
import { textAlongArc, type ArcBand } from './text/along-arc.js';
import { fitText, isDrawable, outline, type TextBox } from './text/fit-text.js';
import { tonesOf } from './tones.js';

/** A short, a usual and a long name in each script, and one word without a space. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  Latin: [
    'AI',
    'Introduction to Statistics',
    'Donaudampfschifffahrtsgesellschaftskapitänsanwärterprüfung für Fortgeschrittene',
    'W'.repeat(40),
    'Thống kê ứng dụng và Ễ Ộ Ặ',
  ],
  Cyrillic: [
    'Я',
    'Основы статистики',
    'Высокопревосходительство в области прикладной математической статистики',
    'Щ'.repeat(40),
  ],
  Greek: [
    'Ω',
    'Εισαγωγή στη Στατιστική',
    'Ηλεκτροεγκεφαλογραφική ανάλυση δεδομένων για προχωρημένους φοιτητές',
  ],
  Arabic: [
    'علم',
    'مهارات الإحصاء المتقدمة ٢٠٢٦',
    'أساسيات التحليل الإحصائي للبيانات وتطبيقاته في العلوم الاجتماعية والإنسانية',
    'ـ'.repeat(60),
  ],
  Hebrew: [
    'אב',
    'מבוא לסטטיסטיקה',
    'יסודות הניתוח הסטטיסטי של נתונים ויישומיו במדעי החברה והרוח (2026)',
  ],
  Devanagari: ['ज्ञ', 'सांख्यिकी का परिचय', 'सामाजिक विज्ञान में आँकड़ों का सांख्यिकीय विश्लेषण और उसके अनुप्रयोग'],
  Han: ['数', '统计学导论', '面向社会科学与人文学科的数据统计分析及其应用高级课程结业证明'],
  Japanese: ['数学', '統計学入門', 'プログラミングによるデータ分析と可視化の基礎および応用コース'],
  Korean: ['수학', '통계학 입문', '사회과학을 위한 통계 데이터 분석과 그 응용에 관한 고급 과정'],
  Thai: ['คณิต', 'สถิติเบื้องต้น', 'การวิเคราะห์ข้อมูลทางสถิติสำหรับสังคมศาสตร์และการประยุกต์ขั้นสูง'],
  Bengali: ['গণিত', 'পরিসংখ্যান পরিচিতি', 'সামাজিক বিজ্ঞানে উপাত্তের পরিসংখ্যানগত বিশ্লেষণ ও তার প্রয়োগ'],
  Tamil: ['கணி', 'புள்ளியியல் அறிமுகம்', 'சமூக அறிவியலுக்கான புள்ளியியல் தரவுப் பகுப்பாய்வும் பயன்பாடுகளும்'],
  Georgian: ['ქ', 'სტატისტიკის შესავალი', 'მონაცემთა სტატისტიკური ანალიზი სოციალურ მეცნიერებებში'],
  Armenian: [
    'Հ',
    'Վիճակագրության ներածություն',
    'Տվյալների վիճակագրական վերլուծություն հասարակական գիտություններում',
  ],
  Ethiopic: ['ሀ', 'የስታቲስቲክስ መግቢያ', 'በማህበራዊ ሳይንስ ውስጥ የመረጃ ስታቲስቲካዊ ትንተና'],
};
const texts = Object.entries(NAMES).flatMap(([script, names]) =>
  names.map((name) => [script, name] as const),
);
const drawable = texts.filter(([, name]) => isDrawable(name));
const undrawable = texts.filter(([, name]) => !isDrawable(name));

const inPicture = (drawn: string) =>
  new Resvg(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512">${drawn}</svg>`,
  );

/** Half a unit of 512 is less than a pixel is blurred by. */
const BLUR = 0.5;

function expectInside(drawn: string, { x, y, width, height }: TextBox, told: string): void {
  const ink = inPicture(drawn).getBBox();
  if (ink === undefined) throw new Error(`nothing is drawn for ${told}`);
  expect(ink.x, told).toBeGreaterThanOrEqual(x - width / 2 - BLUR);
  expect(ink.y, told).toBeGreaterThanOrEqual(y - height / 2 - BLUR);
  expect(ink.x + ink.width, told).toBeLessThanOrEqual(x + width / 2 + BLUR);
  expect(ink.y + ink.height, told).toBeLessThanOrEqual(y + height / 2 + BLUR);
}

/** Every pixel that is inked lies between the radii of the band, give or take what a pixel is blurred by. */
function expectInBand(drawn: string, band: ArcBand, told: string): void {
  const { pixels, width } = inPicture(drawn).render();
  let [nearest, farthest] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 3; at < pixels.length; at += 4) {
    if ((pixels[at] ?? 0) < 128) continue;
    const [x, y] = [((at - 3) / 4) % width, Math.floor((at - 3) / 4 / width)];
    const radius = Math.hypot(x + 0.5 - band.x, y + 0.5 - band.y);
    nearest = Math.min(nearest, radius);
    farthest = Math.max(farthest, radius);
  }
  expect(farthest, told).toBeGreaterThan(0);
  expect(nearest, told).toBeGreaterThanOrEqual(band.inner - 1);
  expect(farthest, told).toBeLessThanOrEqual(band.outer + 1);
}

describe.each(FAMILIES.map((family) => [family.name, family] as const))('%s', (_name, family) => {
  it('holds every name that it sets inside, in each script, within its box', () => {
    let inside = 0;
    for (const box of new Set([family.title.beside, family.title.alone])) {
      for (const [script, name] of drawable) {
        const fitted = fitText(name, box);
        if (fitted === null) continue;
        inside += 1;
        expectInside(outline(fitted, box.x, '#000000'), box, `${script} ${name}`);
      }
    }
    expect(inside).toBeGreaterThan(10);
  });

  it('holds its second line within its place', () => {
    let inside = 0;
    for (const [script, name] of drawable) {
      const { motto } = family;
      if (motto.kind === 'arc') {
        const drawn = textAlongArc(name, motto.band, '#000000');
        if (drawn !== null) expectInBand(drawn, motto.band, `${script} ${name}`);
        inside += drawn === null ? 0 : 1;
      } else {
        const fitted = fitText(name, motto.box);
        if (fitted !== null)
          expectInside(outline(fitted, motto.box.x, '#000000'), motto.box, `${script} ${name}`);
        inside += fitted === null ? 0 : 1;
      }
    }
    expect(inside).toBeGreaterThan(5);
  });

  it('shows each name whole or not at all, and says where', () => {
    const draw = (text: string) =>
      drawComposed({
        family: family.name,
        colours: { main: '#1f6a4d', accent: '#e3c36b' },
        emblem: { kind: 'none' },
        title: { text, place: text === '' ? 'none' : 'inside' },
        motto: '',
        alt: '',
      });
    const bare = draw('').svg;
    for (const [script, name] of texts) {
      const { title, svg } = draw(name);
      const told = `${script} ${name}`;
      if (isDrawable(name)) expect(['inside', 'below'], told).toContain(title);
      else expect([title, svg], told).toEqual(['undrawn', bare]);
    }
  });
});

describe('drawBelow', () => {
  const { deep } = tonesOf({ main: '#1f6a4d', accent: '#e3c36b' });

  it.each(drawable)('sets a name in %s within its plate: %s', (script, name) => {
    const below = drawBelow(name.repeat(2).slice(0, 120), name.slice(0, 40), deep);
    const [, x, y, width, height] =
      /^<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/
        .exec(below?.svg ?? '')
        ?.map(Number) ?? [];
    if (below === null || x === undefined || y === undefined || !width || !height)
      throw new Error('no plate');
    expect(y).toBeGreaterThan(200);
    const words = below.svg.slice(below.svg.indexOf('/>') + 2);
    const box = { x: x + width / 2, y: y + height / 2, width, height };
    expectInside(words, { ...box, lines: 0, maxSize: 0, minSize: 0 }, `${script} ${name}`);
  });

  it('sets nothing where no font can', () => {
    for (const [, name] of undrawable) expect(drawBelow(name, name, deep)).toBeNull();
    expect(drawBelow('', '', deep)).toBeNull();
  });
});
