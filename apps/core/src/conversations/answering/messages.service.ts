import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Viewer } from '../../access/viewer.js';
import type { InteractionView, NewMessage } from '../interaction.view.js';
import { VariablesLeft } from '../responses/responses.errors.js';
import { unfilledVariables } from '../responses/variables.js';
import { AnsweringService } from './answering.service.js';
import { WhatsappAnsweringService } from './whatsapp/whatsapp-answering.service.js';

/** What the composer sends, by whichever medium was chosen. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly letters: AnsweringService,
    private readonly whatsapp: WhatsappAnsweringService,
  ) {}

  /** @throws VariablesLeft, and what the medium's own service throws */
  send(viewer: Viewer, clientId: ClientId, message: NewMessage): Promise<InteractionView> {
    const { subject = '', text, html = '', template } = message;
    const left = unfilledVariables(subject, text, html, ...(template?.header ?? []), ...(template?.body ?? []));
    if (left.length > 0) return Promise.reject(new VariablesLeft(left));
    switch (message.medium) {
      case 'email':
        return this.letters.send(viewer, clientId, message);
      case 'whatsapp':
        return this.whatsapp.send(viewer, clientId, message);
    }
  }
}
