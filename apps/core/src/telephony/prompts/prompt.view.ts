import { z } from 'zod';
import { PromptLanguage, PromptName } from '#libs/contracts';

export const PromptView = z
  .object({
    id: z.uuid(),
    name: PromptName,
    language: PromptLanguage,
    label: z.string(),
    durationMs: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Prompt' });
export type PromptView = z.infer<typeof PromptView>;

const label = z.string().trim().min(1).max(200);
export const PromptFacts = z.object({ name: PromptName, language: PromptLanguage, label });
export type PromptFacts = z.infer<typeof PromptFacts>;
export const SpokenPrompt = PromptFacts.extend({ text: z.string().trim().min(1).max(1_000) });
export type SpokenPrompt = z.infer<typeof SpokenPrompt>;
