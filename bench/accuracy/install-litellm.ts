// Installs LiteLLM into a virtual environment in the cache of the user; Python 3.10 or newer is needed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { venv } from './peers/litellm.ts';

const LITELLM = 'litellm==1.106.2';

for (const [command, args] of [
  ['python3', ['-m', 'venv', venv]],
  [join(venv, 'bin/pip'), ['install', '--quiet', LITELLM]],
] as const) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error || status !== 0) throw error ?? new Error(`${command} ended with ${status}`);
}
