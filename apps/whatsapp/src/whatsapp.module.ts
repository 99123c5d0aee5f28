import { Module } from '@nestjs/common';
import { cloudConsumers, cloudParts } from './cloud/cloud-parts.js';
import { CloudDriver } from './cloud/cloud.driver.js';
import type { WhatsappDriver } from './driver/driver.port.js';
import { DRIVER_SINK, WHATSAPP_DRIVERS } from './driver/driver.tokens.js';
import { Drivers } from './driver/drivers.js';
import { Alarms } from './numbers/alarms.js';
import { Canary } from './numbers/canary.js';
import { NumberBook } from './numbers/number-book.service.js';
import { NumberConsumer } from './numbers/number.consumer.js';
import { NumberRepository } from './numbers/number.repository.js';
import { NumberSecrets } from './numbers/number-secrets.js';
import { NumberSupervisor } from './numbers/number-supervisor.service.js';
import { NumberWatch } from './numbers/number-watch.service.js';
import { NumberWatchRepository } from './numbers/number-watch.repository.js';
import { DriverSinkService } from './receiving/driver-sink.service.js';
import { RetellConsumer } from './receiving/retell.consumer.js';
import { receivingParts } from './receiving/receiving-parts.js';
import { SendConsumer } from './sending/send.consumer.js';
import { sendingParts } from './sending/sending-parts.js';
import { WebDriver } from './web/web-driver.js';

/** Each way to WhatsApp. */
const drivers = [CloudDriver, WebDriver];

/** The company's WhatsApp numbers: protocols, sessions and queues. Nothing here knows clients. */
@Module({
  controllers: [NumberConsumer, SendConsumer, RetellConsumer, ...cloudConsumers],
  providers: [
    { provide: DRIVER_SINK, useExisting: DriverSinkService },
    { provide: WHATSAPP_DRIVERS, useFactory: (...all: WhatsappDriver[]) => all, inject: drivers },
    Drivers,
    Alarms,
    NumberBook,
    NumberRepository,
    NumberSecrets,
    NumberSupervisor,
    NumberWatch,
    NumberWatchRepository,
    Canary,
    ...receivingParts,
    ...sendingParts,
    ...cloudParts,
    WebDriver,
  ],
})
export class WhatsappModule {}
