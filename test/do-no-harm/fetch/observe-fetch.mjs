import { observeCall } from './observe-call.mjs';

const WHOLE = ['text', 'json', 'arrayBuffer', 'blob', 'bytes', 'formData', 'text twice', 'nobody, later somebody'];

/** Makes one call by a `fetch` and observes all that its caller can. */
export function observeFetch(tools, fetch, answer, read, init = {}) {
  const call = async (url, helpers) => {
    const response = await fetch(url, init);
    helpers.log('resolved');
    const looks = describe(response);
    const body = await read(response, helpers).catch((error) => Promise.reject(Object.assign(error, { looks })));
    helpers.log('read');
    return { ...looks, body, after: [response.bodyUsed, response.body?.locked] };
  };
  return observeCall(tools, answer, call, { whole: WHOLE.includes(read.name) });
}

function describe(response) {
  const { status, statusText, ok, url, type, redirected, bodyUsed, headers } = response;
  return {
    ...{ status, statusText, ok, url, type, redirected, bodyUsed, headers: [...headers] },
    class: response.constructor.name,
    keys: Reflect.ownKeys(response).map(String),
    body: response.body === null ? null : response.body.constructor.name,
  };
}
