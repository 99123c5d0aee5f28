import type { Readable } from 'node:stream';
import type { LetterAuthentication } from '#libs/contracts';

/** As `dns.promises.resolve`. */
export type DnsResolver = (name: string, type: string) => Promise<string[] | string[][]>;

export interface DeliveredBy {
  /** Of the server that handed the letter in. */
  readonly ip: string;
  readonly helo: string;
  /** MAIL FROM; empty where there was none. */
  readonly sender: string;
  /** Our own name. */
  readonly mta: string;
}

/** Whoever writes waits for our 250; a name server that is away must not make them wait for ever. */
const withinMs = 6_000;

const nothing: LetterAuthentication = { spf: 'unknown', dkim: 'unknown', dmarc: 'unknown', policy: null };

/** What SPF (RFC 7208), DKIM (RFC 6376) and DMARC say of a letter. Never throws: what cannot be found out is `unknown`. */
export async function authenticationOf(
  letter: Readable,
  { ip, helo, sender, mta }: DeliveredBy,
  resolver?: DnsResolver,
): Promise<LetterAuthentication> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), withinMs)));
  try {
    // Loaded for the first letter to an alias: it was measured at 35 MB.
    const { authenticate } = await import('mailauth');
    const asked = authenticate(letter, {
      ip,
      ...{ helo, sender, mta, trustReceived: false, disableArc: true, disableBimi: true },
      ...(resolver === undefined ? {} : { resolver }),
    });
    const found = await Promise.race([asked, late]);
    if (found === null) {
      asked.catch(() => undefined);
      return nothing;
    }
    const from = found.dmarc ? found.dmarc.status.result : undefined;
    const policy = found.dmarc ? found.dmarc.policy : undefined;
    return {
      spf: spfOf(found.spf ? found.spf.status.result : undefined),
      dkim: dkimOf(found.dkim.results),
      dmarc: from === 'pass' || from === 'fail' || from === 'none' ? from : 'unknown',
      policy: policy === 'none' || policy === 'quarantine' || policy === 'reject' ? policy : null,
    };
  } catch {
    return nothing;
  } finally {
    clearTimeout(timer);
    letter.destroy();
  }
}

const spfResults: readonly LetterAuthentication['spf'][] = ['pass', 'fail', 'softfail', 'neutral', 'none'];

const spfOf = (result: string | undefined): LetterAuthentication['spf'] =>
  spfResults.find((one) => one === result) ?? 'unknown';

/** Only a signature of the domain that stands in From says who wrote. */
function dkimOf(
  results: readonly { status: { result: string; aligned?: string | boolean } }[] | undefined,
): LetterAuthentication['dkim'] {
  const theirs = (results ?? []).filter(({ status }) => Boolean(status.aligned)).map(({ status }) => status.result);
  if (theirs.includes('pass')) return 'pass';
  if (theirs.some((result) => result === 'temperror')) return 'unknown';
  return theirs.includes('fail') ? 'fail' : 'none';
}
