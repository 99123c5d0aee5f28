import type { DeviceView } from './extension.view.js';
import type { DeviceRow } from './extensions.repository.js';

export function deviceView({ id, kind, label, online, userAgent, lastSeenAt, createdAt }: DeviceRow): DeviceView {
  // Out of a JSON column a moment comes as PostgreSQL writes it.
  const moment = (at: string) => new Date(at).toISOString();
  return {
    id,
    ...{ kind, label, online, userAgent },
    lastSeenAt: lastSeenAt === null ? null : moment(lastSeenAt),
    createdAt: moment(createdAt),
  };
}
