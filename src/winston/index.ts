export { bridgeLogsApi } from '../telemetry/logger.ts';
export { type LlmErrorFormat, type LogInfo, llmErrorFormat } from './llm-error-format.ts';
