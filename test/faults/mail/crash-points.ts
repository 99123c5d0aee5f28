/** Steps of a letter on its way, by the method that takes it; `before` or `after` it the process can be ended without a goodbye. */
interface CrashPoint {
  readonly module: string;
  readonly owner: string;
  readonly method: string;
  readonly when: 'before' | 'after';
}

const at = (when: CrashPoint['when'], module: string, owner: string, method: string): CrashPoint => ({
  module,
  owner,
  method,
  when,
});
const [mail, core, libs] = ['apps/mail/src', 'apps/core/src/conversations', 'libs'] as const;
const session = `${mail}/receiving/imap/folder-session`;
const deliveries = `${mail}/sending/delivery.repository`;

export const ingest: Readonly<Record<string, CrashPoint>> = {
  'folder opened': at('after', session, 'FolderSession', 'open'),
  'letters listed': at('after', session, 'FolderSession', 'list'),
  'letters fetched': at('before', session, 'FolderSession', 'store'),
  'evidence begun': at('before', `${libs}/evidence/src/evidence-store`, 'EvidenceStore', 'putMany'),
  'evidence durable': at('after', `${libs}/evidence/src/evidence-store`, 'EvidenceStore', 'putMany'),
  'event in the outbox': at('after', `${libs}/messaging/src/outbox/outbox`, 'Outbox', 'addMany'),
  'cursor moved': at('after', `${mail}/receiving/folder-cursor.repository`, 'FolderCursorRepository', 'markFetched'),
  'event and cursor committed': at('after', session, 'FolderSession', 'store'),
  'letter from SMTP committed': at('after', `${mail}/receiving/capture.service`, 'CaptureService', 'receive'),
  'core has the event': at('before', `${core}/capture/capture.consumer`, 'CaptureConsumer', 'letters'),
  'interaction written': at('after', `${core}/capture/capture.service`, 'CaptureService', 'store'),
  'interaction committed': at('after', `${core}/capture/capture.consumer`, 'CaptureConsumer', 'letters'),
  'event leaves the outbox': at(
    'before',
    `${libs}/messaging/src/outbox/outbox-queue.repository`,
    'OutboxQueueRepository',
    'removeTaken',
  ),
  'letter read': at('before', `${core}/reading/reading.repository`, 'ReadingRepository', 'store'),
  'content written': at('after', `${core}/reading/reading.repository`, 'ReadingRepository', 'store'),
};

export const sending: Readonly<Record<string, CrashPoint>> = {
  'answer accepted': at('after', `${core}/answering/messages.service`, 'MessagesService', 'send'),
  'order has come': at('before', `${mail}/sending/send-letter.consumer`, 'SendLetterConsumer', 'enqueue'),
  'order written': at('after', deliveries, 'DeliveryRepository', 'enqueue'),
  'order committed': at('after', `${mail}/sending/send-letter.consumer`, 'SendLetterConsumer', 'enqueue'),
  'delivery claimed': at('after', deliveries, 'DeliveryRepository', 'claim'),
  'claim committed': at('before', `${mail}/sending/sender.service`, 'SenderService', 'deliver'),
  'line taken': at('after', `${mail}/sending/channel-line`, 'ChannelLine', 'take'),
  'letter begun': at('before', `${mail}/sending/smtp-line`, 'SmtpLine', 'send'),
  'before the mark of the final dot': at('before', deliveries, 'DeliveryRepository', 'markFinalDot'),
  'mark of the final dot written': at('after', deliveries, 'DeliveryRepository', 'markFinalDot'),
  'mark of the final dot committed': at('after', `${mail}/sending/sender.service`, 'SenderService', 'markFinalDot'),
  '250 read': at('after', `${mail}/sending/smtp-line`, 'SmtpLine', 'send'),
  'result written': at('after', deliveries, 'DeliveryRepository', 'conclude'),
  'result committed': at('after', `${mail}/sending/sender.service`, 'SenderService', 'note'),
  'core hears the result': at('before', `${core}/answering/deliveries.consumer`, 'DeliveriesConsumer', 'changed'),
};

const submissions = `${mail}/submission/submissions.service`;
export const submitting: Readonly<Record<string, CrashPoint>> = {
  'letter handed in': at('before', submissions, 'SubmissionsService', 'take'),
  'letter judged': at('after', submissions, 'SubmissionsService', 'ask'),
  'submission written': at('after', `${mail}/submission/submission.repository`, 'SubmissionRepository', 'insertAll'),
  'submission committed': at('after', submissions, 'SubmissionsService', 'write'),
  'before the 250': at('after', submissions, 'SubmissionsService', 'take'),
  'core has the submitted letter': at(
    'before',
    `${core}/submission/submission.consumer`,
    'SubmissionConsumer',
    'submitted',
  ),
  'submitted letter on the card': at(
    'after',
    `${core}/submission/submission-capture.service`,
    'SubmissionCapture',
    'store',
  ),
};

export const crashPoints: Readonly<Record<string, CrashPoint>> = { ...ingest, ...sending, ...submitting };
/** `<name>:<at which passing>`; read by crash-on-purpose.ts. */
export const crashVariable = 'CRASH_ON_PURPOSE';
