// Every undici gets every answer by its other calls; and by each kind of dispatcher.
import { ANSWERS } from '../fetch/answers.mjs';
import { DISPATCHERS } from '../fetch/dispatchers.mjs';
import { UNDICIS } from '../fetch/fetches.mjs';
import { observeCall } from '../fetch/observe-call.mjs';
import { CALLS, WHOLE_CALLS } from '../fetch/undici-calls.mjs';

function shape(version, how, answer, kind) {
  return {
    name: `undici ${version}: ${how}${kind === 'Agent' ? '' : ` through ${kind}`}: ${answer}`,
    async run(tools) {
      const undici = await tools.load(`undici-${version}`);
      const dispatcher = await DISPATCHERS[kind](undici, tools);
      const { request, stream, pipeline } = undici;
      const library = { request, stream, pipeline, dispatcher, modern: version >= 7 };
      const call = (url, helpers) => CALLS[how](library, url, helpers, { dispatcher });
      const seen = await observeCall(tools, ANSWERS[answer], call, {
        whole: WHOLE_CALLS.includes(how) || kind === 'an interceptor that dumps',
      });
      await tools.settled(dispatcher.destroy());
      // How soon undici connects anew is a matter of luck.
      if (/retr/i.test(kind) || how === 'request, destroyed') delete seen.connections;
      return seen;
    },
  };
}

/** Answers that every kind of dispatcher gets. */
const TELLING = [
  ...['a failure', 'a failure in a success', 'healthy events', 'events that are cut', 'gzip', 'no content'],
  ...['a redirect with a body', 'a megabyte', 'a hang-up before headers', 'less than announced'],
];

export const shapes = UNDICIS.flatMap((version) => [
  ...Object.keys(CALLS).flatMap((how) => Object.keys(ANSWERS).map((answer) => shape(version, how, answer, 'Agent'))),
  ...Object.keys(DISPATCHERS)
    .filter((kind) => kind !== 'Agent' && DISPATCHERS[kind].since <= version)
    .flatMap((kind) => TELLING.map((answer) => shape(version, 'request', answer, kind))),
]);
