import { Link } from '@tanstack/react-router';
import type { Call } from './call.js';

/** A client by name, with the way to their card; a number or a colleague by name alone. */
export function ClientName({ client, name }: { client: Call['client']; name: string }) {
  if (client === null) return <b>{name}</b>;
  return (
    <Link to="/clients/$clientId" params={{ clientId: client.id }}>
      {name}
    </Link>
  );
}
