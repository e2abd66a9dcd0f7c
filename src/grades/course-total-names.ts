/** Names of a course's total: those of Moodle's language packs (grades.php, `coursetotal`), and common ones. */
const NAMES = [
  'course total',
  'total of the course',
  'kurs gesamt',
  'kurssumme',
  'gesamtbewertung',
  'gesamtbewertung des kurses',
  'gesamtbewertung für den kurs',
  'total del curso',
  'total du cours',
  'suma kursu',
  'łącznie w kursie',
  'razem w kursie',
  'مجموع المقرر',
  'مجموع المقرر الدراسي',
  'المجموع الكلي للمقرر',
];

/** Whether a name is that of the course total, in one of this tool's languages. */
export const isCourseTotal = (name: string): boolean =>
  NAMES.includes(name.trim().replace(/\s+/g, ' ').toLowerCase());
