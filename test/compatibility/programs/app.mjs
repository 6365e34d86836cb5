// The program as an ES module: its packages are imported. What patches modules needs this hook; the plugin does not.
import { register } from 'node:module';
import { run } from './run.cjs';

register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
await run({ load: (name) => import(name), loadDefault: async (name) => (await import(name)).default });
