import { z } from 'zod';

/** Somebody, or something with a name, as it is pointed at. */
export const PersonRef = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'PersonRef' });
export type PersonRef = z.infer<typeof PersonRef>;
