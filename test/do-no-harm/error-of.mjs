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

/**
 * The frames of a stack outside Node.js, by function, file and place. Ours are left out: a listener that throws is called
 * from within the methods that the taps shadow, and says so.
 */
function stackOf({ stack }) {
  if (typeof stack !== 'string') return typeof stack;
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node:|otel-llm-errors\/dist\//.test(line))
    .map((line) => line.trim().replace(/(?:file:\/\/)?\/\S*\/(?=[^/]+:\d+:\d+)/, ''));
}
