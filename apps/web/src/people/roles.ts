/** Roles that the owner can give. */
export type GivenRole = 'manager' | 'employee' | 'administrator';

export const roles: readonly GivenRole[] = ['employee', 'manager', 'administrator'];
