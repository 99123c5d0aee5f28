import { defineRole } from '#libs/role';
import { CoreModule } from './core.module.js';
import { configureHttp } from './http/configure-http.js';

/** Cards, conversations, access, audit; the HTTP API, the web socket and the built web client. */
export const CoreRole = defineRole({ name: 'core', module: CoreModule, http: configureHttp });

export { verifyCommand } from './audit/verify/verify-command.js';
export { resetSignInCommand } from './access/sign-in/reset-command.js';
