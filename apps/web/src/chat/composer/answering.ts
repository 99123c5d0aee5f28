import type { Interaction } from '../message.js';

/** One message that the composer is about: answered with a quotation, or corrected. */
export interface Answering {
  is: 'quote' | 'edit';
  message: Interaction;
}
