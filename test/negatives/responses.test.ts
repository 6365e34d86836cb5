import { classifyResponse } from '../../src/evidence/from-response.ts';
import { RESPONSES } from './responses.ts';

it.each(Object.entries(RESPONSES))('%s is no failure', (_name, response) => {
  expect(classifyResponse(response)).toBeUndefined();
  const { body } = response;
  if (typeof body !== 'string') expect(classifyResponse({ ...response, body: JSON.stringify(body) })).toBeUndefined();
});
