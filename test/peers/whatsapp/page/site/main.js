import { connect } from './link.js';
import { modules } from './modules.js';

window.require = (name) => {
  if (!Object.hasOwn(modules, name)) throw new Error(`the stand-in has no module ${name}`);
  return modules[name];
};

const { bootMs } = JSON.parse(document.querySelector('#stand-in').textContent);
connect();
// The later the page says its version, the later the library begins to listen.
setTimeout(() => (window.Debug = { VERSION: '2.3000.1031000000' }), bootMs);
