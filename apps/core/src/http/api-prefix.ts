/** Without slashes, as Nest wants it. */
export const apiPrefix = 'api/v1';
