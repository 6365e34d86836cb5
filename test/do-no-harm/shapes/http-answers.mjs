import { ANSWERS } from '../observe/answers.mjs';
import { observeExchange } from '../observe/http-exchange.mjs';
import { serve } from '../observe/http-server.mjs';
import { LATE, STOPPING, WHOLE } from '../observe/readers.mjs';

const AT_ONCE = ['a failure in a success', 'no content', 'less than announced', 'events that are cut inside a chunk'];

function* combinations() {
  const plainly = ['data events', WHOLE['data events']];
  const ending = Object.keys(ANSWERS).filter((answer) => answer !== 'events that go on');
  for (const answer of ending) for (const tls of [false, true]) yield { tls, answer, reader: plainly };
  const steps = [
    'one megabyte',
    'events, one of them an error',
    'compressed events',
    'events that are cut',
    'trailers',
  ];
  for (const answer of [...AT_ONCE, ...steps]) {
    for (const reader of Object.entries(WHOLE).slice(1)) yield { answer, reader };
  }
  for (const answer of AT_ONCE) for (const reader of Object.entries(LATE)) yield { answer, reader };
  for (const answer of ['events that go on', 'one megabyte', 'a failure in a success', 'no content']) {
    for (const reader of Object.entries(STOPPING)) yield { answer, reader };
  }
}

/** Answers by ways to read them. */
export const shapes = Array.from(combinations(), ({ tls, answer, reader: [reader, read] }) => ({
  name: `${tls ? 'https' : 'http'}: ${answer}, read by ${reader}`,
  async run(tools) {
    const origin = await serve(tools, ANSWERS[answer], { tls });
    return tools.settled(observeExchange(origin, { path: '/v1/chat', read }));
  },
}));
