import { api, take, type Schemas } from '../api/client.js';
import type { Call, CallAct, ListenMode, Placement } from './call.js';

export const askForSoftphone = (): Promise<Schemas['Softphone']> => take(api.POST('/api/v1/softphone'));

const path = (id: string) => ({ params: { path: { id } } });

/** @param deviceId the device that answers by itself; without it every device of one's own rings */
const from = (deviceId: string | null) => (deviceId === null ? {} : { deviceId });

export const callClient = (clientId: string, contactPointId: string, deviceId: string | null): Promise<Call> =>
  take(api.POST('/api/v1/clients/{id}/calls', { ...path(clientId), body: { contactPointId, ...from(deviceId) } }));

export const dial = (to: string, channelId: string | null, deviceId: string | null): Promise<Call> =>
  take(api.POST('/api/v1/calls', { body: { to, ...(channelId === null ? {} : { channelId }), ...from(deviceId) } }));

export const actOn = async (callId: string, act: CallAct): Promise<void> => {
  await take(api.POST('/api/v1/calls/{id}/acts', { ...path(callId), body: act }));
};

export const listenTo = async (callId: string, mode: ListenMode, deviceId: string | null): Promise<void> => {
  await take(api.POST('/api/v1/calls/{id}/listen', { ...path(callId), body: { mode, deviceId } }));
};

export const placeOnCard = (callId: string, placement: Placement): Promise<Call> =>
  take(api.POST('/api/v1/calls/{id}/place', { ...path(callId), body: placement }));

export const fillIn = (callId: string, values: Record<string, string>): Promise<Call> =>
  take(api.PUT('/api/v1/calls/{id}/form', { ...path(callId), body: { values } }));

export const taskDone = async (taskId: string, note: string): Promise<void> => {
  await take(api.POST('/api/v1/tasks/{id}/done', { ...path(taskId), body: note === '' ? {} : { note } }));
};
