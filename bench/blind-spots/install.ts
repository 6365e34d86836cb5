// Packs the package and installs it with all its peers, outside the checkout.
import { installFixtures } from '../../test/compatibility/install-fixtures.ts';

installFixtures([20, 24], ['blind-spots']);
