import { UserError } from '#libs/errors';

/** No number of ours can send. */
export class NoWhatsappNumber extends UserError {
  constructor() {
    super('whatsapp.no-number');
  }
}

/** The number is there and no phone is linked with it. */
export class NumberNotLinked extends UserError {
  constructor(channelId: string) {
    super('whatsapp.not-linked', { channelId });
  }
}

/** The card has neither a telephone number nor a WhatsApp id. */
export class NoWhatsappContact extends UserError {
  constructor() {
    super('whatsapp.no-contact');
  }
}

/** Longer than 24 hours ago that the client wrote: only a template may be sent. @param closedAt null: they never wrote there */
export class WindowClosed extends UserError {
  constructor(closedAt: Date | null) {
    super('whatsapp.window-closed', { closedAt: closedAt?.toISOString() ?? null });
  }
}

/** Not there, or not approved. */
export class TemplateUnknown extends UserError {
  constructor(name: string, language: string) {
    super('whatsapp.template-unknown', { name, language });
  }
}

/** As many words as the template has places, none of them empty. */
export class TemplateVariablesWrong extends UserError {
  constructor(wanted: { header: number; body: number }) {
    super('whatsapp.template-variables', wanted);
  }
}

/** A template stands alone: no words, no files. */
export class TemplateNotAlone extends UserError {
  constructor() {
    super('whatsapp.template-not-alone');
  }
}

export class WhatsappTextTooLarge extends UserError {
  /** @param limit characters */
  constructor(limit: number) {
    super('whatsapp.text-too-large', { limit });
  }
}

export class WhatsappFileTooLarge extends UserError {
  constructor(limitBytes: number) {
    super('whatsapp.file-too-large', { limitBytes });
  }
}

/** By the company's policy. */
export class VoiceNotesRefused extends UserError {
  constructor() {
    super('whatsapp.voice-not-allowed');
  }
}

/** A voice note is one recording in a format that WhatsApp plays. */
export class VoiceNoteInvalid extends UserError {
  constructor() {
    super('whatsapp.voice-type-invalid');
  }
}

/** What is quoted, reacted to, edited or deleted is no message of this chat, or WhatsApp has not taken it yet. */
export class MessageNotThere extends UserError {
  constructor(id: string) {
    super('whatsapp.message-not-found', { id });
  }
}
