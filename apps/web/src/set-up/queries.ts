import { queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from '../api/client.js';
import { keys } from '../api/keys.js';
import { queryClient } from '../api/query-client.js';

export type FirstSteps = Schemas['FirstSteps'];
export type Step = FirstSteps['steps'][number]['name'];
export type SkippableStep = Exclude<Step, 'letter'>;

export const firstStepsQuery = queryOptions({
  queryKey: keys.firstSteps,
  queryFn: () => take(api.GET('/api/v1/first-steps')),
});

export const companyQuery = queryOptions({
  queryKey: keys.company,
  queryFn: () => take(api.GET('/api/v1/company')),
});

/** Something that a step asks for was done: which are left is asked anew. */
export const stepTaken = () => queryClient.invalidateQueries({ queryKey: keys.firstSteps });

export const skip = (step: SkippableStep) =>
  take(api.PUT('/api/v1/first-steps/{step}/skipped', { params: { path: { step } } }));

/** Nobody is to be reminded of what is left. */
export async function end(): Promise<void> {
  queryClient.setQueryData(firstStepsQuery.queryKey, await take(api.POST('/api/v1/first-steps/end')));
  await queryClient.invalidateQueries({ queryKey: keys.me });
}
