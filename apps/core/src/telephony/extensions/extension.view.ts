import { z } from 'zod';
import { ExtensionNumber } from '#libs/contracts';
import { PersonRef } from '../../access/sign-in/session.view.js';

export const DeviceView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['softphone', 'desk']),
    label: z.string(),
    online: z.boolean(),
    userAgent: z.string().nullable(),
    lastSeenAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Device' });
export type DeviceView = z.infer<typeof DeviceView>;

export const ExtensionView = z
  .object({
    employee: PersonRef,
    number: z.string(),
    /** At least one of their devices is reached. */
    online: z.boolean(),
    /** One's own; those of others only for whoever manages the telephones. */
    devices: z.array(DeviceView).nullable(),
  })
  .meta({ id: 'Extension' });
export type ExtensionView = z.infer<typeof ExtensionView>;

export const ExtensionChange = z.object({ number: ExtensionNumber });
export const NewDevice = z.object({ label: z.string().trim().min(1).max(100) });
export type NewDevice = z.infer<typeof NewDevice>;

/** Shown once: the password is kept nowhere. */
export const NewDeviceView = z
  .object({
    device: DeviceView,
    credentials: z.object({
      user: z.string(),
      password: z.string(),
      domain: z.string(),
      server: z.string(),
      port: z.int(),
      /** null: not served */
      tlsPort: z.int().nullable(),
      transport: z.array(z.enum(['udp', 'tcp', 'tls'])),
    }),
  })
  .meta({ id: 'NewDevice' });
export type NewDeviceView = z.infer<typeof NewDeviceView>;

/** For the page that asked, and for as long as its session lasts. */
export const SoftphoneView = z
  .object({
    deviceId: z.uuid(),
    user: z.string(),
    password: z.string(),
    domain: z.string(),
    extension: z.string(),
    iceServers: z.array(z.object({ urls: z.array(z.string()) })),
  })
  .meta({ id: 'Softphone' });
export type SoftphoneView = z.infer<typeof SoftphoneView>;
