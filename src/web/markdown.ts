import MarkdownIt from 'markdown-it';

/** Addresses that a text may lead to; everything else, `javascript:` and `data:` first of all, stays text. */
const LINK = /^(https?:\/\/|mailto:)/i;
/** The page's own headings are levels 1 and 2. */
const FIRST_HEADING = 3;

function createRenderer(): MarkdownIt {
  const markdown = new MarkdownIt({
    html: false,
    linkify: false,
    typographer: false,
    breaks: true,
  });
  // A picture would be fetched from a third party.
  markdown.disable(['image', 'html_block', 'html_inline', 'entity']);
  markdown.validateLink = (url) => LINK.test(url);
  markdown.core.ruler.push('quiet', (state) => {
    for (const token of state.tokens) {
      if (token.type === 'heading_open' || token.type === 'heading_close') {
        token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + FIRST_HEADING - 1)}`;
      }
      for (const inner of token.children ?? []) {
        if (inner.type === 'link_open') inner.attrSet('rel', 'noopener nofollow ugc');
      }
    }
  });
  return markdown;
}

const renderer = createRenderer();

/**
 * Markdown as HTML that can be put into a page: no HTML of the author's, no pictures, links to http, https and
 * mailto alone. markdown-it makes each element itself from the parsed text; nothing is let through to be cleaned later.
 */
export function renderMarkdown(text: string): string {
  return renderer.render(text);
}
