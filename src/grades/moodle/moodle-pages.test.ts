import { describe, expect, it } from 'vitest';
import { columnPagesOf } from './moodle-pages.js';

describe('columnPagesOf', () => {
  const line = 'https://moodle.example/mod/lti/services.php/4/lineitems/15/lineitem?type_id=2';

  it('leads to the formula, the settings and the report of the column', () => {
    expect(columnPagesOf('https://moodle.example', line)).toEqual({
      formula:
        'https://moodle.example/grade/edit/tree/calculation.php?courseid=4&id=15&gpr_type=edit&gpr_plugin=tree&gpr_courseid=4',
      column: 'https://moodle.example/grade/edit/tree/item.php?courseid=4&id=15',
      graderReport: 'https://moodle.example/grade/report/grader/index.php?id=4',
    });
  });

  it('keeps the folder of a Moodle that lives in one', () => {
    const inFolder = line.replace('.example/', '.example/lms/');
    const pages = columnPagesOf('https://moodle.example/lms', inFolder);
    expect(pages?.graderReport).toBe(
      'https://moodle.example/lms/grade/report/grader/index.php?id=4',
    );
  });

  it('leads nowhere from an address that Moodle did not make, or of another site', () => {
    expect(columnPagesOf('https://moodle.example', 'https://canvas.example/api/lti/1')).toBeNull();
    expect(columnPagesOf('https://other.example', line)).toBeNull();
    expect(columnPagesOf('x', line)).toBeNull();
  });
});
