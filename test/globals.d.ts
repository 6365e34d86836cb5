// Gives the tests jest's globals without giving them to src.
/// <reference types="jest" />
