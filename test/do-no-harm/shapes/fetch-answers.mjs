// Every fetch gets every answer; what the answers are read by is told apart on some of them.
import { ANSWERS } from '../fetch/answers.mjs';
import { FETCHES } from '../fetch/fetches.mjs';
import { observeFetch } from '../fetch/observe-fetch.mjs';
import { READERS } from '../fetch/readers.mjs';

/** Answers that are read in every way. */
const TELLING = [
  'a failure',
  'healthy events',
  'events that are cut',
  'gzip',
  'broken gzip',
  'no content',
  'a megabyte',
];

function shape(name, answer, reader, init) {
  const options = init ? `, ${JSON.stringify(init)}` : '';
  return {
    name: `${name}: ${answer} by ${reader}${options}`,
    run: async (tools) => observeFetch(tools, await FETCHES[name](tools), ANSWERS[answer], READERS[reader], init),
  };
}

/** Options that change what comes back. */
const OPTIONS = [
  ['a redirect with a body', { redirect: 'manual' }],
  ['a redirect with a body', { redirect: 'error' }],
  ['a redirect with a body', { method: 'POST', body: 'x' }],
  ['a redirect that keeps the method', { method: 'POST', body: 'x' }],
  ['a failure', { method: 'HEAD' }],
  ['gzip', { method: 'HEAD' }],
  ['a failure', { method: 'DELETE' }],
  ['a success', { keepalive: true, mode: 'cors', credentials: 'include' }],
  ['a success', { cache: 'no-store', referrer: 'about:client', integrity: 'sha256-wrong' }],
];

export const shapes = Object.keys(FETCHES).flatMap((name) => [
  ...Object.keys(ANSWERS).map((answer) => shape(name, answer, 'reader')),
  ...TELLING.flatMap((answer) =>
    Object.keys(READERS)
      .filter((reader) => reader !== 'reader')
      .map((reader) => shape(name, answer, reader)),
  ),
  ...OPTIONS.map(([answer, init]) => shape(name, answer, 'reader', init)),
]);
