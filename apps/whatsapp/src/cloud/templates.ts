import { z } from 'zod';
import type { WhatsappTemplate } from '#libs/contracts';

const component = z.looseObject({
  type: z.string(),
  format: z.string().optional(),
  text: z.string().optional(),
  buttons: z.array(z.looseObject({ text: z.string().optional() })).optional(),
  example: z
    .looseObject({
      body_text: z.array(z.array(z.string())).optional(),
      body_text_named_params: z.array(z.looseObject({ example: z.string() })).optional(),
    })
    .optional()
    .catch(undefined),
});

const template = z.looseObject({
  name: z.string(),
  language: z.string(),
  status: z.string(),
  category: z.string().default(''),
  components: z.array(component).default([]),
});

const page = z.looseObject({
  data: z.array(z.unknown()),
  paging: z
    .looseObject({ cursors: z.looseObject({ after: z.string().optional() }).optional(), next: z.string().optional() })
    .optional(),
});

export interface KnownTemplate extends WhatsappTemplate {
  /** Names of its variables; empty where they have numbers. */
  readonly names: { readonly header: readonly string[]; readonly body: readonly string[] };
}

/** @returns one page, and where the next one begins; null: it was the last */
export function templatesOf(answer: unknown): { templates: KnownTemplate[]; after: string | null } {
  const { data, paging } = page.parse(answer);
  const templates = data.flatMap((one) => {
    const parsed = template.safeParse(one);
    return parsed.success ? [knownOf(parsed.data)] : [];
  });
  return { templates, after: paging?.next === undefined ? null : (paging.cursors?.after ?? null) };
}

function knownOf({ name, language, status, category, components }: z.infer<typeof template>): KnownTemplate {
  const part = (type: string) => components.find((one) => one.type.toUpperCase() === type);
  const header = part('HEADER');
  const body = part('BODY');
  const headerText = header?.text ?? null;
  const bodyText = body?.text ?? '';
  const [inHeader, inBody] = [variablesIn(headerText ?? ''), variablesIn(bodyText)];
  const isNamed = [...inHeader, ...inBody].some((one) => !/^\d+$/.test(one));
  return {
    name,
    language,
    category,
    status: status.toUpperCase(),
    header: headerText,
    body: bodyText,
    footer: part('FOOTER')?.text ?? null,
    buttons: (part('BUTTONS')?.buttons ?? []).flatMap(({ text }) => text ?? []),
    headerVariables: inHeader.length,
    bodyVariables: inBody.length,
    examples:
      body?.example?.body_text?.[0] ?? body?.example?.body_text_named_params?.map(({ example }) => example) ?? [],
    names: isNamed ? { header: inHeader, body: inBody } : { header: [], body: [] },
  };
}

/** Each once, in the order of their numbers or of their first place. */
function variablesIn(text: string): string[] {
  const found = [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]!))];
  return found.every((one) => /^\d+$/.test(one)) ? found.sort((a, b) => Number(a) - Number(b)) : found;
}
