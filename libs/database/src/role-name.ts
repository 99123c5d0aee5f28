/** A role owns the schema of its name and connects as the user `keepline_<name>`. */
export const roleNames = ['core', 'mail', 'whatsapp', 'telephony'] as const;
export type RoleName = (typeof roleNames)[number];

export const userOf = (role: RoleName): string => `keepline_${role}`;
