/** Attachments that are made of addresses: letters, visiting cards, invitations. */
const types =
  /^(message\/|multipart\/|text\/(x-)?(vcard|calendar|directory)|application\/(ms-tnef|mbox|vnd\.ms-outlook))/i;
const names = /\.(eml|msg|vcf|ics|mbox|pst)$/i;

/** Whoever may not see addresses is not given it: there is nothing in it that could be masked. */
export const isMadeOfAddresses = ({ type, name }: { readonly type: string; readonly name: string }): boolean =>
  types.test(type) || names.test(name);
