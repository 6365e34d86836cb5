// Installs what the tests here run.
import { installFixtures } from '../compatibility/install-fixtures.ts';
import { DO_NO_HARM_CELLS } from './cells.ts';

const nodes = [...new Set(DO_NO_HARM_CELLS.map(({ node }) => node))];
installFixtures(nodes, ['sdk2', 'sdk3', 'clients']);
