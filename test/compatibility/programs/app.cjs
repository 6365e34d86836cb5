// The program as CommonJS: its packages are required.
const load = async (name) => require(name);

require('./run.cjs').run({ load, loadDefault: load });
