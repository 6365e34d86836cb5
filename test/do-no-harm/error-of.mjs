/** Describes an error as its catcher can: class, own fields, stack, and the same of its causes. */
export function errorOf(error, depth = 0) {
  if (typeof error !== 'object' || error === null) return { thrown: String(error) };
  const described = {
    class: error.constructor?.name,
    name: error.name,
    message: error.message,
    stack: stackOf(error),
    own: Object.getOwnPropertyNames(error)
      .filter((name) => name !== 'stack')
      .sort(),
  };
  for (const field of ['code', 'errno', 'syscall', 'hostname', 'status', 'statusCode', 'type']) {
    if (field in error && typeof error[field] !== 'object') described[field] = error[field];
  }
  if (error.cause !== undefined && depth < 5) described.cause = errorOf(error.cause, depth + 1);
  if (Array.isArray(error.errors) && depth < 5) described.errors = error.errors.map((each) => errorOf(each, depth + 1));
  return described;
}

const OURS = 'otel-llm-errors/dist/';
const SHAPES = '/do-no-harm/';

/**
 * The frames of a stack outside Node.js, by function, file and place. Ours are left out only where they called the code of a
 * shape that made the error: a listener is called from within the methods that the taps shadow.
 */
function stackOf({ stack }) {
  if (typeof stack !== 'string') return typeof stack;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const ofCaller = frames.findIndex((line) => line.includes(SHAPES));
  const calledByUs = ofCaller >= 0 && ofCaller < frames.findIndex((line) => line.includes(OURS));
  return frames
    .filter((line) => !line.includes('node:') && !(calledByUs && line.includes(OURS)))
    .map((line) => line.trim().replace(/(?:file:\/\/)?\/\S*\/(?=[^/]+:\d+:\d+)/, ''));
}
