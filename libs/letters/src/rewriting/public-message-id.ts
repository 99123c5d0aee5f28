/** What of a message id names a machine. */
export interface PrivateHosts {
  /** The domain that takes its place. */
  readonly domain: string;
  /** Every domain of the company's own channels, lower case: an id at one of these is left as it is. */
  readonly own: ReadonlySet<string>;
  /** Names that the sending machine gave itself, lower case. */
  readonly machine: ReadonlySet<string>;
}

/**
 * The id of a letter of ours as the outside may see it. At one of our own domains it is kept; mail programs also put the name of their
 * machine or of a private mailbox there, and that goes. What stands before it is kept, so that the same id always becomes the same.
 * @param id `<…@…>`
 */
export function publicMessageId(id: string, { domain, own }: PrivateHosts): string {
  const { left, right } = partsOf(id);
  return own.has(right) ? id : `<${left}@${domain}>`;
}

/** The same of an id that a letter names: other people's stay, what names the machine becomes what `publicMessageId` made of it. */
export function publicReference(id: string, hosts: PrivateHosts): string {
  const { right } = partsOf(id);
  return hosts.machine.has(right) || isMachine(right) ? publicMessageId(id, hosts) : id;
}

function partsOf(id: string): { left: string; right: string } {
  const bare = id.replace(/^<|>$/g, '');
  const at = bare.lastIndexOf('@');
  return at === -1 ? { left: bare, right: '' } : { left: bare.slice(0, at), right: bare.slice(at + 1).toLowerCase() };
}

/** No name on the internet: none at all, a bare one, an address, or one of a house network. */
function isMachine(name: string): boolean {
  return (
    !name.includes('.') ||
    /\.(?:local|localdomain|lan|home|internal|intranet|corp|home\.arpa)$/.test(name) ||
    /^\[?[\d.:a-f]+\]?$/.test(name)
  );
}
