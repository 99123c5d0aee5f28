import type { WhatsappTemplate } from '#libs/contracts';
import { TemplateUnknown, TemplateVariablesWrong } from './whatsapp-answering.errors.js';

export interface FilledTemplate {
  readonly name: string;
  readonly language: string;
  readonly header: string[];
  readonly body: string[];
  /** As the client will read it. */
  readonly text: string;
}

/** Meta refuses line ends, tabs and more than four spaces in a row within a variable. */
const plain = (words: string): string => words.replace(/\s+/g, ' ').trim();

/**
 * The approved template of that name with its places filled in.
 * @throws TemplateUnknown, TemplateVariablesWrong
 */
export function filledTemplate(
  templates: readonly WhatsappTemplate[],
  wish: { name: string; language: string; header: readonly string[]; body: readonly string[] },
): FilledTemplate {
  const { name, language } = wish;
  const template = templates.find((one) => one.name === name && one.language === language && one.status === 'APPROVED');
  if (!template) throw new TemplateUnknown(name, language);
  const [header, body] = [wish.header.map(plain), wish.body.map(plain)];
  const { headerVariables, bodyVariables } = template;
  const empty = [...header, ...body].includes('');
  if (empty || header.length !== headerVariables || body.length !== bodyVariables)
    throw new TemplateVariablesWrong({ header: headerVariables, body: bodyVariables });
  const text = [filled(template.header ?? '', header), filled(template.body, body), template.footer ?? '']
    .filter((part) => part !== '')
    .join('\n');
  return { name, language, header, body, text };
}

const filled = (words: string, variables: readonly string[]): string =>
  words.replace(/\{\{\s*(\d+)\s*\}\}/g, (place, n: string) => variables[Number(n) - 1] ?? place);
