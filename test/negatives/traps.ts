/** What a model, a user or a manual may say without anything having failed. */
export const TRAPS: readonly string[] = [
  'See error 1008 in the manual: insufficient balance.',
  'The load balancer balances your traffic; balance your diet too.',
  'The paper gives credit to its reviewers, and no credits are required.',
  'Our quota management feature shipped: daily quota, weekly limit, rate limit per minute.',
  '{"error":{"code":"insufficient_quota","type":"insufficient_quota","message":"You exceeded your current quota, please check your plan"}}',
  '{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}',
  '{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."}',
  '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}',
  'data: {"error":{"message":"rate limit","code":429}}\n\ndata: [DONE]',
  'HTTP 401 Unauthorized, 402 Payment Required, 429 Too Many Requests, 529 Overloaded',
  'I cannot help with that request: it violates our content policy and was flagged as unsafe content.',
  '余额不足、欠费、请充值、限流、敏感内容、上下文长度超出限制，这些都是常见的报错。',
  'litellm.RateLimitError: OpenAIException - {"error": {"message": "slow down"}}',
  'finish_reason content_filter and stop_reason refusal are failures.',
  'Traceback (most recent call last):\n  raise AuthenticationError("invalid api key")',
  'status: failed, last_error: 4011, request id: 20261122000000000001',
];
