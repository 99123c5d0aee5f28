import { Inject, Injectable } from '@nestjs/common';
import type { WhatsappNumberSettings } from '#libs/contracts';
import { OperationalError } from '#libs/errors';
import type { WhatsappDriver } from './driver.port.js';
import { WHATSAPP_DRIVERS } from './driver.tokens.js';

/** The ways to WhatsApp, by name. */
@Injectable()
export class Drivers {
  constructor(@Inject(WHATSAPP_DRIVERS) private readonly drivers: readonly WhatsappDriver[]) {}

  /** All but the one by that name. */
  others(name: WhatsappNumberSettings['driver']): WhatsappDriver[] {
    return this.drivers.filter((one) => one.name !== name);
  }

  /** @throws OperationalError `whatsapp.driver-missing`: this build has none by that name */
  get(name: WhatsappNumberSettings['driver']): WhatsappDriver {
    const driver = this.drivers.find((one) => one.name === name);
    if (!driver) throw new OperationalError('whatsapp.driver-missing', { driver: name });
    return driver;
  }
}
