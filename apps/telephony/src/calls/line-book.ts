import { Injectable } from '@nestjs/common';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type {
  ChannelId,
  DeviceId,
  EmployeeId,
  PhoneNumber,
  TrunkId,
  TrunkNumber,
  TrunkSettings,
} from '#libs/contracts';

export interface Device {
  deviceId: DeviceId;
  userName: string;
  online: boolean;
}

export interface KnownTrunk {
  trunkId: TrunkId;
  settings: TrunkSettings;
  enabled: boolean;
  numbers: readonly TrunkNumber[];
}

export interface KnownExtension {
  employeeId: EmployeeId;
  extension: string;
  name: string;
  devices: readonly { deviceId: DeviceId; user: string }[];
}

/** It has registered from somewhere new; or its registration went with its connection. */
export type DeviceMove = 'arrived' | 'gone';

interface Trunk extends KnownTrunk {
  byName: ReadonlyMap<string, TrunkNumber>;
}

/** Who is at the end of which line, as a call needs to know it: at once, from memory. Whoever keeps trunks and extensions writes them in here. */
@Injectable()
export class LineBook {
  private complete!: () => void;
  /** Resolves when everything that is kept has been read: before that, a number of ours may pass for a stranger's. */
  readonly known = new Promise<void>((resolve) => (this.complete = resolve));
  private readonly trunks = new Map<TrunkId, Trunk>();
  private readonly offline = new Set<TrunkId>();
  private readonly extensions = new Map<EmployeeId, KnownExtension>();
  private readonly users = new Map<string, KnownExtension>();
  private readonly online = new Set<DeviceId>();
  private readonly numbers = new Map<ChannelId, TrunkNumber>();
  private moved: (deviceId: DeviceId, how: DeviceMove) => void = () => undefined;

  allKnown(): void {
    this.complete();
  }

  setTrunk(trunk: KnownTrunk): void {
    for (const { channelId } of this.trunks.get(trunk.trunkId)?.numbers ?? []) this.numbers.delete(channelId);
    for (const number of trunk.numbers) this.numbers.set(number.channelId, number);
    this.trunks.set(trunk.trunkId, { ...trunk, byName: namesOf(trunk) });
  }

  removeTrunk(trunkId: TrunkId): void {
    for (const { channelId } of this.trunks.get(trunkId)?.numbers ?? []) this.numbers.delete(channelId);
    this.trunks.delete(trunkId);
  }

  /** Of a trunk about which nothing is said, calls are tried: the provider answers for itself. */
  setTrunkOnline(trunkId: TrunkId, online: boolean): void {
    if (online) this.offline.delete(trunkId);
    else this.offline.add(trunkId);
  }

  setExtension(extension: KnownExtension): void {
    this.removeExtension(extension.employeeId);
    this.extensions.set(extension.employeeId, extension);
    for (const { user } of extension.devices) this.users.set(user, extension);
  }

  removeExtension(employeeId: EmployeeId): void {
    for (const { user } of this.extensions.get(employeeId)?.devices ?? []) this.users.delete(user);
    this.extensions.delete(employeeId);
  }

  setOnline(deviceId: DeviceId, online: boolean): void {
    if (online) this.online.add(deviceId);
    else this.online.delete(deviceId);
  }

  /** One listener: whoever has the calls. */
  onMoved(listener: (deviceId: DeviceId, how: DeviceMove) => void): void {
    this.moved = listener;
  }

  tellMoved(deviceId: DeviceId, how: DeviceMove): void {
    this.moved(deviceId, how);
  }

  devicesOf(employeeId: EmployeeId): Device[] {
    const devices = this.extensions.get(employeeId)?.devices ?? [];
    return devices.map(({ deviceId, user }) => ({ deviceId, userName: user, online: this.online.has(deviceId) }));
  }

  findExtension(employeeId: EmployeeId): { extension: string; name: string } | null {
    return this.extensions.get(employeeId) ?? null;
  }

  /** @returns null for a user that is nobody's */
  findDevice(userName: string): { employeeId: EmployeeId; deviceId: DeviceId; extension: string; name: string } | null {
    const known = this.users.get(userName);
    const device = known?.devices.find(({ user }) => user === userName);
    if (!known || !device) return null;
    return { employeeId: known.employeeId, deviceId: device.deviceId, extension: known.extension, name: known.name };
  }

  findTrunk(trunkId: TrunkId): { settings: TrunkSettings; usable: boolean } | null {
    const trunk = this.trunks.get(trunkId);
    return trunk ? { settings: trunk.settings, usable: trunk.enabled && !this.offline.has(trunkId) } : null;
  }

  /** @param dialled as the provider names the called number. @returns null for one that is not ours */
  findNumber(trunkId: TrunkId, dialled: string): TrunkNumber | null {
    const trunk = this.trunks.get(trunkId);
    if (!trunk) return null;
    const name = plain(dialled);
    const known = trunk.byName.get(dialled) ?? trunk.byName.get(name);
    if (known) return known;
    const parsed = parsePhoneNumberFromString(name, trunk.settings.country as CountryCode);
    return trunk.numbers.find(({ number }) => number === parsed?.number) ?? null;
  }

  findNumberOf(channelId: ChannelId): TrunkNumber | null {
    return this.numbers.get(channelId) ?? null;
  }
}

/** All names under which a provider may call for a number; what was configured goes before what is guessed. */
function namesOf({ numbers }: KnownTrunk): Map<string, TrunkNumber> {
  const names = new Map<string, TrunkNumber>();
  for (const number of numbers) {
    for (const guess of [number.number, number.number.slice(1), `00${number.number.slice(1)}`, national(number.number)])
      if (guess !== null && !names.has(guess)) names.set(guess, number);
  }
  for (const number of numbers)
    for (const alias of number.aliases) names.set(alias, number).set(plain(alias) || alias, number);
  return names;
}

const plain = (dialled: string): string => dialled.replace(/[^+0-9]/g, '');

const national = (number: PhoneNumber): string | null =>
  parsePhoneNumberFromString(number)?.format('NATIONAL').replace(/\D/g, '') ?? null;
