/** A piece of a mail's body. */
export type MailBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** Lines under a heading. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'quote'; readonly text: string; readonly language: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  | { readonly kind: 'rule' };

/** The body as plain text. */
export function asText(blocks: readonly MailBlock[]): string {
  return `${blocks.map(textOf).join('\n\n')}\n`;
}

function textOf(block: MailBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text;
    case 'heading':
      return block.text;
    case 'lines':
      return block.lines.join('\n');
    case 'quote':
      return block.text.replaceAll(/^/gm, '> ');
    case 'link':
      return `${block.label}\n${block.url}`;
    case 'rule':
      // The mark of a signature (RFC 3676): what follows is not quoted in answers.
      return '-- ';
  }
}

/** The body as a simple HTML document; every value is escaped. */
export function asHtml(blocks: readonly MailBlock[], language: string): string {
  const body = blocks.map(htmlOf).join('\n');
  return `<!doctype html>\n<html lang="${escaped(language)}">\n<head><meta charset="utf-8"></head>\n<body>\n${body}\n</body>\n</html>\n`;
}

function htmlOf(block: MailBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'heading':
      return `<h3>${escaped(block.text)}</h3>`;
    case 'lines':
      return `<p>${block.lines.map(escaped).join('<br>\n')}</p>`;
    case 'quote':
      return `<blockquote lang="${escaped(block.language)}">${escaped(block.text).replaceAll('\n', '<br>\n')}</blockquote>`;
    case 'link':
      return `<p>${escaped(block.label)} <a href="${escaped(block.url)}">${escaped(block.url)}</a></p>`;
    case 'rule':
      return '<hr>';
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
