import MarkdownIt from 'markdown-it';

/** A guide of docs/ as a page shows it. */
export interface Guide {
  readonly title: string;
  readonly html: string;
  /** Its sections, to be led to. */
  readonly sections: readonly { readonly id: string; readonly text: string }[];
}

/** "Who has it, and why" is `who-has-it-and-why`, as GitHub calls it too. */
export const sectionId = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');

/** A picture beside the guide, and no other. */
const PICTURE = /^pictures\/([\w-]+\.png)$/;

/**
 * Makes a page of a guide that this program brings along (not of what anybody typed): headings get addresses, pictures are those
 * under `pictures`.
 * @param pictures where they are served
 */
export function renderGuide(text: string, pictures: string): Guide {
  const markdown = new MarkdownIt({ html: false });
  const tokens = markdown.parse(text, {});
  const sections: { id: string; text: string }[] = [];
  let title = '';
  tokens.forEach((token, at) => {
    if (token.type === 'heading_open') {
      const heading = tokens[at + 1]?.content ?? '';
      if (token.tag === 'h1') title = heading;
      else token.attrSet('id', sectionId(heading));
      if (token.tag === 'h2') sections.push({ id: sectionId(heading), text: heading });
    }
    if (token.type === 'table_open') token.attrSet('class', 'table');
    for (const inner of token.children ?? []) {
      if (inner.type !== 'image') continue;
      const name = PICTURE.exec(inner.attrGet('src') ?? '')?.[1];
      inner.attrSet('src', name ? `${pictures}/${name}` : '');
      inner.attrSet('loading', 'lazy');
    }
  });
  // The page has the title in its own heading.
  const from = tokens.findIndex(({ type, tag }) => type === 'heading_close' && tag === 'h1') + 1;
  return {
    title,
    sections,
    html: markdown.renderer.render(tokens.slice(from), markdown.options, {}),
  };
}
