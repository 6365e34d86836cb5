// Installs what the tests here run.
import { CELLS } from './cells.ts';
import { installFixtures } from './install-fixtures.ts';

const nodes = [...new Set(CELLS.map(({ node }) => node))];
installFixtures(nodes, ['sdk2', 'sdk3', 'peers']);
