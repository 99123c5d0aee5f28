import { Injectable } from '@nestjs/common';
import type { ClientId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Viewer } from '../../access/viewer.js';
import type { NewMessage } from '../interaction.view.js';
import { mayWrite } from './handling-rules.js';
import { AnsweredMeanwhile, ConversationNotYours } from './handling.errors.js';
import { HandlingRepository } from './handling.repository.js';

/** Whether somebody's answer may go into a conversation now. */
@Injectable()
export class AnswerGate {
  constructor(private readonly repository: HandlingRepository) {}

  /**
   * Asked before anything is made, and once more in the transaction that keeps the answer: the conversation stays locked until its end,
   * so of two who send at one moment the second is told of the first. One that is not there is for the planner to refuse.
   * @throws ConversationNotYours, AnsweredMeanwhile
   */
  async pass(
    tx: Tx,
    viewer: Viewer,
    clientId: ClientId,
    { conversationId, seen, anyway }: Pick<NewMessage, 'conversationId' | 'seen' | 'anyway'>,
  ): Promise<void> {
    if (conversationId === undefined) return;
    const conversation = await this.repository.lockAnswered(tx, clientId, conversationId);
    if (!conversation) return;
    if (!mayWrite(viewer, conversation))
      throw new ConversationNotYours(conversation.id, conversation.assignee ?? conversation.responsible);
    if (seen === undefined || anyway === true) return;
    const answers = await this.repository.answersSince(tx, conversation.id, seen as InteractionId, viewer);
    if (answers.length > 0) throw new AnsweredMeanwhile(answers);
  }
}
