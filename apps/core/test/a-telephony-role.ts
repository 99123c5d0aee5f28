import {
  controlCall,
  installEngine,
  liftBlock,
  listBlocks,
  placeCall,
  saveExtension,
  saveTrunk,
  sipDoor,
  speakPrompt,
  testTrunk,
  type AskContract,
  type ReplyOf,
  type RequestOf,
} from '#libs/contracts';

/** The telephony role as core sees it: asks. What a test sets is what it answers. */
export class FakeTelephonyRole {
  readonly trunks: RequestOf<typeof saveTrunk>[] = [];
  readonly extensions: RequestOf<typeof saveExtension>[] = [];
  readonly tested: RequestOf<typeof testTrunk>[] = [];
  readonly placed: RequestOf<typeof placeCall>[] = [];
  readonly controlled: RequestOf<typeof controlCall>[] = [];
  installs = 0;
  /** Thrown at whatever is asked. */
  refuse: Error | null = null;
  /** Where the engine takes SIP over web sockets. */
  door: string | null = null;
  blocked: ReplyOf<typeof listBlocks>['blocked'] = [];
  spoken: ReplyOf<typeof speakPrompt> | null = null;

  readonly answerers = [
    this.answering(saveTrunk, (request) => {
      this.trunks.push(request);
      return { saved: true };
    }),
    this.answering(saveExtension, (request) => {
      this.extensions.push(request);
      return { saved: true };
    }),
    this.answering(testTrunk, (request) => {
      this.tested.push(request);
      return { checks: [{ step: 'register', ok: false, code: 'telephony.password-refused', detail: '403 Forbidden' }] };
    }),
    this.answering(placeCall, (request) => {
      this.placed.push(request);
      return { placed: true };
    }),
    this.answering(controlCall, (request) => {
      this.controlled.push(request);
      return { done: true };
    }),
    this.answering(installEngine, () => {
      this.installs++;
      return { begun: true };
    }),
    this.answering(sipDoor, () => ({ url: this.door })),
    this.answering(listBlocks, () => ({ blocked: this.blocked })),
    this.answering(liftBlock, ({ address }) => {
      const lifted = this.blocked.some((block) => block.address === address);
      this.blocked = this.blocked.filter((block) => block.address !== address);
      return { lifted };
    }),
    this.answering(speakPrompt, () => this.spoken!),
  ];

  /** As the role holds it now. */
  trunk = (id: unknown) => this.trunks.findLast(({ trunkId }) => trunkId === id);
  extensionOf = (employeeId: unknown) => this.extensions.findLast((one) => one.employeeId === employeeId);

  private answering<C extends AskContract>(contract: C, answer: (request: RequestOf<C>) => unknown) {
    return {
      contract,
      answer: (request: unknown): Promise<ReplyOf<C>> =>
        this.refuse ? Promise.reject(this.refuse) : Promise.resolve(answer(request as RequestOf<C>) as ReplyOf<C>),
    };
  }
}
