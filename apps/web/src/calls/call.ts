import type { Schemas } from '../api/client.js';
import type { paths } from '../api/schema.js';

/** One call, live or over. */
export type Call = Schemas['Call'];
export type Task = Schemas['Task'];
export type ListenMode = Call['listening'][number]['mode'];
export type FormField = Schemas['TelephonyPolicy']['formFields'][number];

type BodyOf<O> = O extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;

export type CallAct = BodyOf<paths['/api/v1/calls/{id}/acts']['post']>;
export type CallTarget = Extract<CallAct, { do: 'transfer' }>['to'];
export type Placement = BodyOf<paths['/api/v1/calls/{id}/place']['post']>;
