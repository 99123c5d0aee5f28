import type { Schemas } from '../api/client.js';

type Client = Schemas['Client'];

export const stages: readonly Client['stage'][] = ['prospecting', 'sales', 'account'];
export const lifecycles: readonly Client['lifecycle'][] = ['potential', 'new', 'loyal', 'dead', 'returned'];
