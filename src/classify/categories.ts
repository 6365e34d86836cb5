export { categories, type ErrorCategory, type ErrorFault } from './generated/categories.ts';
