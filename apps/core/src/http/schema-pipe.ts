import { StandardSchemaValidationPipe } from '@nestjs/common';
import { UserError } from '#libs/errors';

const mostErrors = 20;

/** Checks every argument against the schema that stands beside it; a wrong one is `request.invalid` with its fields named. */
export class SchemaPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) =>
        new UserError('request.invalid', { errors: issues.slice(0, mostErrors).map(fieldOf) }),
    });
  }
}

/** An issue of the Standard Schema specification. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function fieldOf({ path = [], message }: Issue): { path: string; message: string } {
  const names = path.map((part) => String(typeof part === 'object' ? part.key : part));
  return { path: names.join('.').slice(0, 200), message: message.slice(0, 200) };
}
