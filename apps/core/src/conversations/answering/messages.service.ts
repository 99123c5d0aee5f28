import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId } from '#libs/contracts';
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
  async send(viewer: Viewer, clientId: ClientId, message: NewMessage): Promise<InteractionView> {
    checkVariables(message);
    return this.by(message).send(viewer, clientId, message);
  }

  /** Whether it could go now; nothing is written. @returns the conversation that it would stand in; null: a new one. @throws as `send` */
  async judge(viewer: Viewer, clientId: ClientId, message: NewMessage): Promise<ConversationId | null> {
    checkVariables(message);
    return this.by(message).judge(viewer, clientId, message);
  }

  private by({ medium }: NewMessage): Pick<AnsweringService, 'send' | 'judge'> {
    switch (medium) {
      case 'email':
        return this.letters;
      case 'whatsapp':
        return this.whatsapp;
    }
  }
}

/** @throws VariablesLeft */
function checkVariables({ subject = '', text, html = '', template }: NewMessage): void {
  const left = unfilledVariables(subject, text, html, ...(template?.header ?? []), ...(template?.body ?? []));
  if (left.length > 0) throw new VariablesLeft(left);
}
