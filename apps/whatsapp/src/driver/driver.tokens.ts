/** What Nest gives for `DriverSink`: where a driver brings what it found. */
export const DRIVER_SINK = Symbol('DriverSink');

/** What Nest gives for `readonly WhatsappDriver[]`: each way to WhatsApp once. */
export const WHATSAPP_DRIVERS = Symbol('WhatsappDriver[]');
