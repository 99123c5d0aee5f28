import type { Schemas } from '../api/client.js';
import { Company } from './company.js';
import { CardFields } from './fields/card-fields.js';

interface Props {
  client: Schemas['Client'];
  onEdit: (() => void) | null;
}

/** What a card says beyond how the client is reached. */
export function CardMore({ client, onEdit }: Props) {
  return (
    <>
      <Company client={client} />
      <CardFields client={client} onEdit={onEdit} />
    </>
  );
}
