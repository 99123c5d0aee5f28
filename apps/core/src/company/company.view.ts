import { z } from 'zod';
import { Locale } from '../access/sign-in/session.view.js';
import { TimeZone } from '../hours/opening.js';

/** What the company says of itself. */
export const CompanyProfile = z
  .object({
    name: z.string().trim().min(1).max(200),
    /** ISO 3166-1 alpha-2: where a telephone number without a prefix belongs. */
    defaultCountry: z.string().regex(/^[A-Z]{2}$/),
    timeZone: TimeZone,
    /** In which clients are written to, the first one first; none: nobody has said. */
    languages: z.array(Locale).max(3),
    /** As they stand under a letter. */
    phone: z.string().trim().min(1).max(60).nullable(),
    website: z
      .url({ protocol: /^https?$/ })
      .max(300)
      .nullable(),
  })
  .meta({ id: 'Company' });
export type CompanyProfile = z.infer<typeof CompanyProfile>;
